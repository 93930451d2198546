const UNIT_MS: Readonly<Record<string, number>> = {
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 7 * 86_400_000,
};

/** Longer spans are mistakes, and would leave the range of dates. */
const LONGEST_MS = 3660 * 86_400_000;

/** What `parseDuration` takes, in words, for messages. */
export const DURATION_FORM =
  'a whole number followed by m, h, d or w, such as 28d, at most ten years';

/** Milliseconds of `30m`, `12h`, `28d` or `4w`; undefined where the text is none of these. */
export function parseDuration(text: unknown): number | undefined {
  if (typeof text !== 'string') {
    return undefined;
  }
  const match = /^([1-9][0-9]{0,6})([mhdw])$/.exec(text);
  const unit = UNIT_MS[match?.[2] ?? ''];
  if (!match || unit === undefined) {
    return undefined;
  }
  const ms = Number(match[1]) * unit;
  return ms <= LONGEST_MS ? ms : undefined;
}
