import dayjs from 'dayjs';
import 'dayjs/locale/fr.js';
import duration from 'dayjs/plugin/duration.js';
import utc from 'dayjs/plugin/utc.js';

dayjs.extend(utc);
dayjs.extend(duration);
const day = dayjs.utc('2024-02-29T12:00:00Z');

export default {
  next: day.add(1, 'year').format('YYYY-MM-DD'),
  french: day.locale('fr').format('dddd D MMMM'),
  end: day.endOf('month').toISOString(),
  duration: dayjs.duration({ hours: 26 }).toISOString(),
};
