import type { MetricAnswer, MetricStatus } from '@mli/plugin-insights-common';
import { formatWeek } from '../format';

/** One week of a quantile chart. */
export interface QuantileBandPoint {
  /** Monday of the ISO week, YYYY-MM-DD. */
  readonly week: string;
  readonly status: MetricStatus;
  readonly reason?: string;
  readonly n?: number;
  readonly p50?: number;
  readonly p75?: number;
  readonly p90?: number;
}

/** What the chart draws; x is the index of the week, so that a gap can be one week wide. */
export interface BandDatum {
  readonly x: number;
  readonly point: QuantileBandPoint;
  readonly p50?: number;
  readonly inner?: [number, number];
  readonly outer?: [number, number];
  /** Neither neighbour has a number, so that only a dot shows it. */
  readonly isolated: boolean;
}

/** A stretch of the axis without a number. */
export interface BandGap {
  readonly from: number;
  readonly to: number;
}

const WEEK_MS = 7 * 86_400_000;

/**
 * Weekly answers of one group as points in order of time. Weeks between the first and the last for which there is no
 * answer at all become gaps too: an absent week must not be drawn through.
 */
export function pointsFromAnswers(
  answers: readonly MetricAnswer[],
): QuantileBandPoint[] {
  const points = answers
    .flatMap(answer => {
      const { week } = answer.group;
      if (!week) return [];
      const { status, reason, n, p50, p75, p90 } = answer;
      return [{ week, status, reason, n, p50, p75, p90 }];
    })
    .sort((a, b) => a.week.localeCompare(b.week));
  return points.flatMap((point, index) => {
    const previous = points[index - 1];
    return previous
      ? [...missingWeeks(previous.week, point.week), point]
      : [point];
  });
}

/**
 * @param floor - the bottom of a logarithmic axis, which has no place for a wait of zero: what is below is drawn there
 */
export function bandData(
  points: readonly QuantileBandPoint[],
  floor = Number.NEGATIVE_INFINITY,
): BandDatum[] {
  const drawn = (value: number) => Math.max(floor, value);
  return points.map((point, x) => {
    const { p50, p75, p90 } = point;
    const isolated =
      isShown(point) && !isShown(points[x - 1]) && !isShown(points[x + 1]);
    if (!isShown(point) || p50 === undefined) return { x, point, isolated };
    const inner: [number, number] | undefined =
      p75 === undefined ? undefined : [drawn(p50), drawn(p75)];
    const outer: [number, number] | undefined =
      p90 === undefined ? undefined : [drawn(p75 ?? p50), drawn(p90)];
    return { x, point, p50: drawn(p50), inner, outer, isolated };
  });
}

/**
 * The weeks without a number, as stretches of the axis. A stretch reaches to the points beside it, so that no part of
 * the axis is left neither drawn nor marked; at the ends it reaches half a week out.
 */
export function bandGaps(points: readonly QuantileBandPoint[]): BandGap[] {
  const gaps: BandGap[] = [];
  const end = points.length - 0.5;
  for (const [index, point] of points.entries()) {
    if (isShown(point)) continue;
    const stretch = {
      from: Math.max(-0.5, index - 1),
      to: Math.min(end, index + 1),
    };
    const last = gaps.at(-1);
    if (last && !isShown(points[index - 1])) {
      gaps[gaps.length - 1] = { ...last, to: stretch.to };
    } else {
      gaps.push(stretch);
    }
  }
  return gaps;
}

/** The chart in a sentence, for whoever cannot see it. */
export function describeBand(
  points: readonly QuantileBandPoint[],
  format: (value: number) => string,
): string {
  const shown = points.filter(isShown);
  const [first, last] = [shown[0], shown.at(-1)];
  if (first?.p50 === undefined || last?.p50 === undefined)
    return 'No week has a number.';
  const highest = shown.reduce(
    (a, b) => ((b.p50 ?? 0) > (a.p50 ?? 0) ? b : a),
    first,
  );
  const sentences = [
    `p50 ${format(first.p50)} in ${formatWeek(first.week)}, ${format(last.p50)} in ${formatWeek(last.week)}, ` +
      `highest ${format(highest.p50 ?? 0)} in ${formatWeek(highest.week)}.`,
  ];
  const missing = points.length - shown.length;
  if (missing > 0)
    sentences.push(`${missing} of ${points.length} weeks have no number.`);
  return sentences.join(' ');
}

export function isShown(point: QuantileBandPoint | undefined): boolean {
  return point?.status === 'ok' && point.p50 !== undefined;
}

function missingWeeks(after: string, before: string): QuantileBandPoint[] {
  const weeks: QuantileBandPoint[] = [];
  const end = Date.parse(before);
  for (let time = Date.parse(after) + WEEK_MS; time < end; time += WEEK_MS) {
    const week = new Date(time).toISOString().slice(0, 10);
    weeks.push({
      week,
      status: 'not-enough-data',
      n: 0,
      reason: 'No runs in this week',
    });
  }
  return weeks;
}
