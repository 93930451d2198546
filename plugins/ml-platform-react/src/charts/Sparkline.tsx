import '../tokens/tokens.css';
import styles from './charts.module.css';

export interface SparklineProps {
  /** In order of time; `undefined` is a gap. */
  readonly values: readonly (number | undefined)[];
  /** What it shows, in words: "p50 by week, 7.4 h to 7.1 h". */
  readonly label: string;
  readonly width?: number;
  readonly height?: number;
}

/** A line the size of a word, from zero so that a small change looks small; the last value is a dot. */
export function Sparkline({
  values,
  label,
  width = 96,
  height = 24,
}: SparklineProps) {
  const path = sparklinePath(values, width, height);
  const last = lastPoint(values, width, height);
  return (
    <svg
      className={styles.sparkline}
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-label={label}
    >
      <title>{label}</title>
      <path
        d={path}
        fill="none"
        stroke="var(--mli-line)"
        strokeWidth={1.5}
        strokeLinejoin="round"
      />
      {last && (
        <circle cx={last.x} cy={last.y} r={2.25} fill="var(--mli-line)" />
      )}
    </svg>
  );
}

const PAD = 2;

/** One piece of line for each stretch without a gap. */
export function sparklinePath(
  values: readonly (number | undefined)[],
  width: number,
  height: number,
): string {
  let pen = 'M';
  const commands: string[] = [];
  for (const [index, value] of values.entries()) {
    if (value === undefined) {
      pen = 'M';
      continue;
    }
    const { x, y } = place(values, index, value, { width, height });
    commands.push(`${pen}${x} ${y}`);
    pen = 'L';
  }
  return commands.join(' ');
}

function lastPoint(
  values: readonly (number | undefined)[],
  width: number,
  height: number,
) {
  const index = values.findLastIndex(value => value !== undefined);
  const value = values[index];
  return value === undefined
    ? undefined
    : place(values, index, value, { width, height });
}

function place(
  values: readonly (number | undefined)[],
  index: number,
  value: number,
  size: { width: number; height: number },
) {
  const max = Math.max(
    ...values.filter(each => each !== undefined),
    Number.MIN_VALUE,
  );
  const step = (size.width - 2 * PAD) / Math.max(1, values.length - 1);
  return {
    x: round(PAD + index * step),
    y: round(
      size.height - PAD - (Math.max(0, value) / max) * (size.height - 2 * PAD),
    ),
  };
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
