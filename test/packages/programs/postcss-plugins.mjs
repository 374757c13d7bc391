import postcss from 'postcss';
import customProperties from 'postcss-custom-properties';
import nested from 'postcss-nested';

const { css } = await postcss([nested, customProperties({ preserve: false })]).process(
  ':root { --main: #f00 }\n.a { color: var(--main); &:hover { .b & { top: 0 } } }\n',
  { from: undefined },
);

export default css;
