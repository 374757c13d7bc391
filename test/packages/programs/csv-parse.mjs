import { parse as parseNow } from 'csv-parse/sync';

let wrong;
try {
  parseNow('a,b\n1,"2');
} catch (error) {
  wrong = error.code;
}

export default { rows: parseNow('a;b\n1;"x\n2"\n', { columns: true, delimiter: ';', cast: true }), wrong };
