import { z } from 'zod';

const User = z.object({
  name: z.string().trim().min(1),
  born: z.coerce.date(),
  tags: z.array(z.enum(['a', 'b'])).default([]),
});
const { error } = User.safeParse({ name: '', born: 'no', tags: ['c'] });

export default {
  parsed: User.parse({ name: ' Ada ', born: '1815-12-10T00:00:00Z' }),
  issues: error.issues.map(({ path, code }) => `${path.join('.')}: ${code}`),
  schema: z.toJSONSchema(z.object({ a: z.number().int() })).properties.a.type,
};
