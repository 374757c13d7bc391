import Mustache from 'mustache';

export default Mustache.render(
  '{{#people}}{{name}} <{{{tag}}}>{{/people}}{{^none}}!{{/none}}{{>end}}',
  {
    people: [{ name: '<a>', tag: '<b>' }, { name: 'c' }],
  },
  { end: '{{people.length}}' },
);
