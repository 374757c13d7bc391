import Handlebars from 'handlebars';

Handlebars.registerHelper('loud', (text) => new Handlebars.SafeString(`<b>${text.toUpperCase()}</b>`));
Handlebars.registerPartial('item', '[{{this}}]');
let broken;
try {
  Handlebars.compile('{{#if}}')({});
} catch (error) {
  broken = error.message.includes('Parse error on line 1');
}

export default {
  text: Handlebars.compile('{{#each list}}{{> item}}{{/each}}{{name}} {{loud name}}')({ list: [1, 2], name: '<b>' }),
  broken,
};
