import { addMonths, differenceInDays, format, formatISO, parseISO } from 'date-fns';
import { de } from 'date-fns/locale';

const day = new Date(2024, 1, 29, 12);

export default {
  added: format(addMonths(day, 12), 'yyyy-MM-dd'),
  days: differenceInDays(new Date(2024, 2, 10, 12), day),
  german: format(day, 'EEEE, d. MMMM yyyy', { locale: de }),
  parsed: formatISO(parseISO('2024-02-29'), { representation: 'date' }),
};
