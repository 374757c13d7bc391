import hljs from 'highlight.js/lib/core';
import javascript from 'highlight.js/lib/languages/javascript';

hljs.registerLanguage('javascript', javascript);

export default hljs.highlight('const a = "b"; // c', { language: 'javascript' }).value;
