import { TeamDay } from './markDirty';

/** Days [from, to), YYYY-MM-DD, UTC. */
export interface DaySpan {
  readonly from: string;
  readonly to: string;
}

/** Which (team, day) to compute, and which days to read for it: the same days, or a few more. */
export interface RollupScope {
  readonly days: readonly TeamDay[];
  readonly spans: readonly DaySpan[];
}

const DAY_MS = 24 * 60 * 60 * 1000;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** Each is a condition of the statements; more would cost more to plan than the days between them to read. */
const MOST_SPANS = 16;

export function toScope(days: readonly TeamDay[]): RollupScope {
  const sorted = [...new Set(days.map(({ day }) => day))].sort();
  const spans: { from: string; to: string }[] = [];
  for (const day of sorted) {
    if (!DAY.test(day)) {
      throw new RangeError(`'${day}' is not a day; it is written YYYY-MM-DD`);
    }
    const last = spans.at(-1);
    if (last?.to === day) {
      last.to = dayAfter(day);
    } else {
      spans.push({ from: day, to: dayAfter(day) });
    }
  }
  return { days, spans: closeGaps(spans) };
}

/** Joins the spans that are nearest to each other until there are few. */
function closeGaps(spans: readonly DaySpan[]): DaySpan[] {
  const gaps = spans
    .slice(1)
    .map((span, index) => ({
      before: index,
      ms: Date.parse(span.from) - Date.parse(spans[index]?.to ?? span.from),
    }))
    .sort((a, b) => a.ms - b.ms);
  const closed = new Set(
    gaps
      .slice(0, Math.max(0, spans.length - MOST_SPANS))
      .map(({ before }) => before + 1),
  );
  const joined: { from: string; to: string }[] = [];
  for (const [index, span] of spans.entries()) {
    const last = joined.at(-1);
    if (last && closed.has(index)) {
      last.to = span.to;
    } else {
      joined.push({ ...span });
    }
  }
  return joined;
}

export function dayAfter(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + DAY_MS)
    .toISOString()
    .slice(0, 10);
}

/** The two bindings of `markSql`. */
export function scopeBindings({ days }: RollupScope): string[][] {
  return [days.map(({ team }) => team), days.map(({ day }) => day)];
}

/** The (team, day) of a scope. */
export const markSql = `
  select team_ref, day from unnest(cast(? as text[]), cast(? as date[])) as mark (team_ref, day)
`;

/**
 * Whether a time lies in the days of a scope. The days are written out, not bound, so that the planner knows how many
 * runs they hold; they have the form of a day, which `toScope` makes sure of.
 */
export function inSpans(column: string, { spans }: RollupScope): string {
  const conditions = spans.map(
    ({ from, to }) =>
      `(${column} >= '${from} 00:00:00+00' and ${column} < '${to} 00:00:00+00')`,
  );
  return `(${conditions.join(' or ') || 'false'})`;
}
