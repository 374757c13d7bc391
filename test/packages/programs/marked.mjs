import { marked } from 'marked';

export default marked.parse('# hi *you*\n\n- <!-- not --> a `list`\n');
