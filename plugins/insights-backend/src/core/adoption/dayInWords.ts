import { Day } from '../metrics/windows';

const MONTHS =
  'January February March April May June July August September October November December'.split(
    ' ',
  );

/** `3 May`, with the year where it is another one. */
export function dayInWords(day: Day, asOf: Day): string {
  const words = `${Number(day.slice(8))} ${MONTHS[Number(day.slice(5, 7)) - 1]}`;
  return day.slice(0, 4) === asOf.slice(0, 4)
    ? words
    : `${words} ${day.slice(0, 4)}`;
}
