import { DomUtils, ElementType, Parser, parseDocument } from 'htmlparser2';

const seen = [];
const parser = new Parser(
  { onopentag: (name, attributes) => seen.push([name, { ...attributes }]), ontext: (text) => seen.push(text) },
  { decodeEntities: true },
);
parser.write('<a href=x>1 &lt');
parser.end('; 2</a><br>');
const document = parseDocument('<p>a<!-- c --><b>b</b></p>');

export default {
  seen,
  text: DomUtils.textContent(document),
  html: DomUtils.getOuterHTML(document),
  type: ElementType.Tag,
};
