import { wordsOfList } from '../definition/operators';
import type { FactReading } from '../facts/FactSchema';

const MAX_SHOWN = 120;
const MAX_REASON = 600;

/** Cuts a text without leaving half a character behind. */
export function shorten(text: string, length: number): string {
  const characters = Array.from(text.slice(0, length + 1));
  return text.length <= length ? text : `${characters.slice(0, -2).join('')}…`;
}

export function shortenReason(reason: string): string {
  return shorten(reason, MAX_REASON);
}

function wordsOfNumber(value: number): string {
  return Number.isInteger(value)
    ? String(value)
    : String(Number(value.toPrecision(6)));
}

/** The first half of a reason: `open incidents is 3`, `has documentation: no`. */
export function describeFact(title: string, reading: FactReading): string {
  return typeof reading.value === 'boolean'
    ? `${title}: ${reading.value ? 'yes' : 'no'}`
    : `${title} is ${describeValue(reading)}`;
}

/** A value as it stands in a sentence: `3`, `95 seconds`, `"ga"`, `2 entries (a, b)`. */
function describeValue({ value, type, unit }: FactReading): string {
  if (typeof value === 'number') {
    return `${wordsOfNumber(value)}${unit ? ` ${unit}` : ''}`;
  }
  if (typeof value === 'string') {
    return type === 'time' ? value : `"${shorten(value, MAX_SHOWN)}"`;
  }
  if (typeof value === 'boolean') {
    return String(value);
  }
  if (value === undefined || value.length === 0) {
    return value ? 'empty' : 'not set';
  }
  const entries = value.length === 1 ? '1 entry' : `${value.length} entries`;
  return `${entries} (${shorten(wordsOfList(value), MAX_SHOWN)})`;
}
