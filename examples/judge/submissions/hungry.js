// None of it is on the heap of JavaScript.
const solve = () => {
  const all = [];
  for (;;) all.push(new Uint8Array(2 ** 22).fill(1));
};
