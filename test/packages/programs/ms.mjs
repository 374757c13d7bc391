import ms from 'ms';

export default [ms('2 days'), ms('-1h'), ms(60_000), ms(2 * 86_400_000, { long: true })];
