import { VisuallyHidden } from '@backstage/ui';
import '../tokens/tokens.css';
import styles from './IntervalBar.module.css';

/** Ends of the axis that several bars share, percent; zero lies between them. */
export interface IntervalAxis {
  readonly from: number;
  readonly to: number;
}

export interface IntervalBarProps {
  readonly axis: IntervalAxis;
  readonly estimate: number;
  /** Absent: no limit. */
  readonly lower?: number;
  readonly upper?: number;
  /** Whether it may be called an effect; else the bar is quiet. */
  readonly strong?: boolean;
  /** What it says, for who cannot see it. */
  readonly label: string;
}

/** An estimate with its interval on an axis shared with others, and the zero line. Ends beyond the axis are arrows. */
export function IntervalBar(props: IntervalBarProps) {
  const { axis, estimate, lower, upper, strong, label } = props;
  const at = (percent: number) =>
    `${(100 * (clamp(percent, axis) - axis.from)) / (axis.to - axis.from)}%`;
  const low = lower ?? -Infinity;
  const high = upper ?? Infinity;
  return (
    <div className={styles.bar} data-strong={strong || undefined}>
      <VisuallyHidden>{label}</VisuallyHidden>
      <span className={styles.zero} style={{ insetInlineStart: at(0) }} />
      <span
        className={styles.range}
        data-open-start={low < axis.from || undefined}
        data-open-end={high > axis.to || undefined}
        style={{
          insetInlineStart: at(low),
          insetInlineEnd: `calc(100% - ${at(high)})`,
        }}
      />
      <span
        className={styles.point}
        style={{ insetInlineStart: at(estimate) }}
      />
    </div>
  );
}

/** An axis that shows all intervals up to `most` percent, the same to both sides of zero. */
export function intervalAxis(
  intervals: readonly { readonly lower?: number; readonly upper?: number }[],
  most = 60,
): IntervalAxis {
  const largest = Math.max(
    20,
    ...intervals.flatMap(({ lower, upper }) =>
      [lower, upper].flatMap(end => (end === undefined ? [] : [Math.abs(end)])),
    ),
  );
  const reach = Math.min(most, Math.ceil(largest / 20) * 20);
  return { from: -reach, to: reach };
}

function clamp(percent: number, { from, to }: IntervalAxis): number {
  return Math.min(to, Math.max(from, percent));
}
