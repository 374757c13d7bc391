// A plugin that trusts others no more than the host trusts it: a formatter from npm makes the table of contents,
// in a cell that this plugin makes inside its own. It holds `notes` there with nothing but list and read.
export const about = 'makes a table of contents with a formatter from npm, in a cell of its own';

const program = `
  const rows = [['note', 'lines', 'words']];
  for (const title of await notes.list()) {
    const text = await notes.read(title);
    rows.push([title, String(text.split('\\n').length), String(text.split(/\\s+/).length)]);
  }
  const { markdownTable } = await import('./index.js');
  const table = markdownTable(rows, { align: ['l', 'r', 'r'] });
`;

export async function run({ notes, cell, say }) {
  const inner = cell.nest({
    name: 'formatter',
    okPath: ['./node_modules/markdown-table'],
    okFileTypes: ['esm'],
    endowments: { notes: (name) => name === 'list' || name === 'read' },
  });
  await inner.rExecAsync(program);
  const table = inner.rEval('table');
  await notes.write('contents', `# Contents\n\n${table}\n`);
  say(`the formatter, in a cell of its own, made a table of ${table.split('\n').length - 2} notes`);

  // What the formatter could not have done, tried in its place:
  for (const attempt of ["notes.write('contents', 'mine now')", "import('../../plugins/contents.js')"]) {
    try {
      await inner.rExecAsync(`await (${attempt})`);
      say(`in the formatter's cell, ${attempt} WORKED`);
    } catch (error) {
      say(`in the formatter's cell, ${attempt} is refused: ${error.message}`);
    }
  }
  inner.end();
}
