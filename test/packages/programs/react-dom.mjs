import { createElement, useState } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';

const Counter = ({ from }) => {
  const [count] = useState(from);
  return createElement(
    'p',
    { className: 'count', onClick: () => {} },
    'count: ',
    count,
    createElement('b', null, '<b>'),
  );
};

export default renderToStaticMarkup(createElement(Counter, { from: 3 }));
