/**
 * What runs in the cell: PostCSS plugins, as they come from npm, on a PostCSS of their own; and one that is curious.
 *
 * A stylesheet comes as text in JSON, and goes as such: the form in which PostCSS itself puts a tree away.
 */
import postcss from 'postcss';
import customProperties from 'postcss-custom-properties';
import nested from 'postcss-nested';
import curious from './curious.js';

const processor = postcss([nested, customProperties({ preserve: false }), curious]);

export const transform = async (json) => {
  const result = await processor.process(postcss.fromJSON(JSON.parse(json)), { from: undefined });
  return {
    json: JSON.stringify(result.root),
    warnings: result.warnings().map(({ plugin, text }) => ({ plugin, text })),
  };
};
