import { XMLBuilder, XMLParser, XMLValidator } from 'fast-xml-parser';

const parser = new XMLParser({ ignoreAttributes: false });

export default {
  parsed: parser.parse('<a x="1"><b>1</b><b>t &lt; u</b><!-- c --><c><![CDATA[<raw>]]></c></a>'),
  built: new XMLBuilder({ ignoreAttributes: false }).build({ a: { '@_x': 1, b: [1, '<2>'] } }),
  wrong: XMLValidator.validate('<a><b></a>').err.code,
};
