// Every part of the list: right, and far too slow.
const solve = (numbers) => {
  let best = -Infinity;
  for (let from = 0; from < numbers.length; from += 1) {
    for (let to = from + 1; to <= numbers.length; to += 1) {
      best = Math.max(
        best,
        numbers.slice(from, to).reduce((sum, number) => sum + number, 0),
      );
    }
  }
  return best;
};
