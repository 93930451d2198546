import type { StudyPercent } from '@mli/plugin-insights-common';

/** `18 % less waiting`. */
export function percentWords(
  percent: number,
  words: { readonly less: string; readonly more: string },
): string {
  return `${size(percent)} % ${percent < 0 ? words.less : words.more}`;
}

/** `−29 to −6 %`; an end the data did not set is said in words. */
export function percentRange({ lower, upper }: StudyPercent): string {
  const from = lower === undefined ? 'no lower limit' : signed(lower);
  const to = upper === undefined ? 'no upper limit' : `${signed(upper)} %`;
  return `${from} to ${to}`;
}

function signed(percent: number): string {
  const text = size(percent);
  if (text === '0') return text;
  return percent < 0 ? `−${text}` : `+${text}`;
}

function size(percent: number): string {
  const magnitude = Math.abs(percent);
  return magnitude < 9.95
    ? magnitude.toFixed(1).replace(/\.0$/, '')
    : magnitude.toFixed(0);
}
