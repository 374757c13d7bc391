import { Liquid } from 'liquidjs';

const engine = new Liquid({ templates: { greeting: 'Hello {{ name | upcase }}' } });
engine.registerFilter('twice', (n) => n * 2);

export default {
  text: await engine.parseAndRender(
    '{% for n in list reversed %}{{ n | twice }},{% endfor %}{{ "<b>" | escape }} {% render "greeting", name: "you" %}',
    { list: [1, 2] },
  ),
  assigned: engine.parseAndRenderSync(
    '{% assign a = "x,y" | split: "," %}{{ a | join: "-" }}{% if a.size == 2 %}!{% endif %}',
  ),
  wrong: await engine.parseAndRender('{% if %}').catch(({ name }) => name),
};
