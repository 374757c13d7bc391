import { firstValueFrom, from, interval, of, Subject, take, toArray } from 'rxjs';
import { concatMap, delay, filter, map, scan } from 'rxjs/operators';

const seen = [];
const subject = new Subject();
subject.pipe(scan((sum, n) => sum + n, 0)).subscribe((n) => seen.push(n));
[1, 2, 3].forEach((n) => subject.next(n));

export default {
  sums: seen,
  piped: await firstValueFrom(
    from([1, 2, 3, 4]).pipe(
      filter((n) => n % 2 === 0),
      concatMap((n) => of(n).pipe(delay(1))),
      map((n) => n * 10),
      toArray(),
    ),
  ),
  ticks: await firstValueFrom(interval(1).pipe(take(3), toArray())),
};
