import MarkdownIt from 'markdown-it';

export default new MarkdownIt({ linkify: true, typographer: true }).render(
  '**a** <!-- --> import(x) "b"\n\n| a | b |\n|---|---|\n| 1 | www.example.com |\n',
);
