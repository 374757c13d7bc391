import chalk from 'chalk';

const colours = new chalk.Instance({ level: 1 });

export default { text: colours.red.bold('a', colours.blue('b')), strip: chalk.red('plain'), level: chalk.level };
