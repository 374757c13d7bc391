import autoprefixer from 'autoprefixer';
import postcss from 'postcss';

const { css } = await postcss([autoprefixer({ overrideBrowserslist: ['safari 8'] })]).process(
  'a { display: flex; user-select: none }',
  { from: undefined },
);

export default css;
