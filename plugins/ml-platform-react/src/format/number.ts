/** Between a number and its unit, so that a line never breaks there. */
export const NO_BREAK_SPACE = '\u00a0';

/** The same text with plain spaces, for names that are read out and searched for. */
export function plainSpaces(text: string): string {
  return text.replaceAll(NO_BREAK_SPACE, ' ');
}

const GROUPED = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 3 });

/** `12,345.6`: one notation for everybody, so that a screenshot means the same to each reader. */
export function groupThousands(value: number): string {
  return GROUPED.format(value).replace('-', '−');
}

export function roundTo(value: number, decimals: number): number {
  const factor = 10 ** decimals;
  // Away from zero on both sides, so that a loss and a gain of the same size read the same.
  return (Math.sign(value) * Math.round(Math.abs(value) * factor)) / factor;
}

/** A whole number with thousands grouped. */
export function formatCount(count: number): string {
  return Number.isFinite(count) ? groupThousands(Math.round(count)) : '–';
}

/**
 * A ratio as a percentage, without decimals from 10 %. What is not nothing never reads `0 %`, and what is not
 * everything never reads `100 %`.
 */
export function formatShare(ratio: number): string {
  if (!Number.isFinite(ratio)) return '–';
  const percent = ratio * 100;
  const size = Math.abs(percent);
  if (size > 0 && size < 0.1) return share('<', percent < 0 ? -0.1 : 0.1);
  if (size < 100 && Math.round(size) === 100) return share('>', 99);
  return share('', roundTo(percent, size < 9.95 ? 1 : 0));
}

function share(sign: string, percent: number): string {
  const prefix = sign ? `${sign}${NO_BREAK_SPACE}` : '';
  return `${prefix}${groupThousands(percent)}${NO_BREAK_SPACE}%`;
}

/** `1 run`, `2 runs`; the plural is given because English forms it in more than one way. */
export function formatCounted(
  count: number,
  singular: string,
  plural = `${singular}s`,
): string {
  return `${formatCount(count)}${NO_BREAK_SPACE}${count === 1 ? singular : plural}`;
}
