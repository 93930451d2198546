import type { Annotation, MetricTrend } from '@mli/plugin-insights-common';
import { annotationLabel } from './annotationWords';

/** Something that happened in the period of a chart, with the points it lies on. */
export interface ChartEvent {
  readonly key: string;
  readonly kind: 'adoption' | 'context' | 'dispute';
  /** What the marker on the chart and the line below it share. */
  readonly mark: string;
  readonly words: string;
  /** Points of the chart, by their Mondays. */
  readonly from: string;
  readonly until: string;
  /** First and last day, as they were said. */
  readonly days: { readonly from: string; readonly to: string };
  readonly href?: string;
}

/**
 * What happened, on the points of a chart, oldest first and numbered; several of one week share its mark. What lies
 * outside of the chart is left out.
 *
 * @param points - Mondays of the weeks, or of the blocks, in order
 */
export function chartEvents(options: {
  points: readonly string[];
  adoptions: MetricTrend['adoptions'];
  annotations: readonly Annotation[];
  title: (ref: string) => string;
}): ChartEvent[] {
  const { points, adoptions, annotations, title } = options;
  const place = (from: string, to: string) => {
    const first = points.findLastIndex(point => point <= from);
    const last = points.findLastIndex(point => point < to);
    const start = points[Math.max(0, first)];
    const end = points[last];
    return start !== undefined && end !== undefined ? [start, end] : undefined;
  };
  const found = [
    ...adoptions.map(({ offering, date, disputed }) => ({
      key: `adoption ${offering} ${date}`,
      kind: 'adoption' as const,
      words: `adopted ${title(offering)}${disputed ? ' (disputed)' : ''}`,
      days: { from: date, to: dayAfter(date) },
      href: `/offerings/adoption?offering=${encodeURIComponent(offering)}`,
    })),
    ...annotations.map(annotation => ({
      key: `annotation ${annotation.id}`,
      kind: annotation.kind,
      words: annotationLabel(annotation),
      days: { from: annotation.from, to: annotation.to },
      href: `/teams/annotations?open=${annotation.id}`,
    })),
  ];
  const marks = new Map<string, string>();
  return found
    .sort((a, b) => (a.days.from < b.days.from ? -1 : 1))
    .flatMap(event => {
      const begin = points[0] ?? '';
      const isBefore = event.days.from < begin;
      // an adoption is a moment; what began before the chart may last into it
      if (isBefore && (event.kind === 'adoption' || event.days.to <= begin)) {
        return [];
      }
      const span = place(isBefore ? begin : event.days.from, event.days.to);
      if (!span) return [];
      const [from = '', until = ''] = span;
      const key = `${from} ${until}`;
      const mark = marks.get(key) ?? String(marks.size + 1);
      marks.set(key, mark);
      return [{ ...event, from, until, mark }];
    });
}

function dayAfter(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000)
    .toISOString()
    .slice(0, 10);
}
