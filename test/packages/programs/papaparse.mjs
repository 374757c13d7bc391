import Papa from 'papaparse';

export default {
  parsed: Papa.parse('a,b\n1,"x, ""y"""\n2,\n', { header: true, dynamicTyping: true, skipEmptyLines: true }).data,
  written: Papa.unparse([{ a: 1, b: 'x, y' }]),
  guessed: Papa.parse('a;b\n1;2').meta.delimiter,
};
