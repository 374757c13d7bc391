import { parse } from 'csv-parse';

const rows = [];
const parser = parse({ from_line: 2 });
parser.on('readable', () => {
  for (let row = parser.read(); row !== null; row = parser.read()) rows.push(row);
});
await new Promise((resolve, reject) => {
  parser.on('end', resolve);
  parser.on('error', reject);
  parser.write('a,b\n1,');
  parser.end('2\n3,4');
});

export default rows;
