// Forgets that all numbers may be negative.
const solve = (numbers) => {
  let best = 0;
  let here = 0;
  for (const number of numbers) {
    here = Math.max(0, here + number);
    best = Math.max(best, here);
  }
  return best;
};
