function solve(numbers) {
  let best = -Infinity;
  let here = 0;
  for (const number of numbers) {
    here = Math.max(number, here + number);
    best = Math.max(best, here);
  }
  return best;
}
