import * as v from 'valibot';

const User = v.object({
  email: v.pipe(v.string(), v.email()),
  age: v.optional(v.pipe(v.number(), v.minValue(18)), 20),
});

export default {
  parsed: v.parse(User, { email: 'a@example.com' }),
  issues: v.safeParse(User, { email: 'a', age: 3 }).issues.map(({ message }) => message),
};
