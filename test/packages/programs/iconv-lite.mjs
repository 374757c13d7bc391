import iconv from 'iconv-lite';

export default {
  latin: [...iconv.encode('é€', 'win1252')],
  japanese: iconv.decode(Uint8Array.of(0x82, 0xa0), 'shift_jis'),
  utf16: [...iconv.encode('a', 'utf16le', { addBOM: true })],
  exists: [iconv.encodingExists('koi8-r'), iconv.encodingExists('none')],
};
