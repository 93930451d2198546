import { SeededRandom } from './SeededRandom';
import { quantile } from './statistics';

/** One ISO week in one cell of the mix: stage x run class x trigger. */
export interface MixWeek {
  /** Monday. */
  readonly week: string;
  /** What the earlier mix is kept of. */
  readonly kind: string;
  readonly runs: number;
  /** Of the metric, over the runs of the kind in the week. */
  readonly mean: number;
}

export interface Change {
  /** Later by earlier, less 1, at the earlier mix: -0.12 is 12 % less. */
  readonly speed: {
    readonly value: number;
    readonly low: number;
    readonly high: number;
  };
  /** What the change of the mix alone did. */
  readonly mix: number;
  readonly isSaid: boolean;
}

const BLOCK_WEEKS = 4;
const DRAWS = 999;
const FEWEST_WEEKS = 8;

/**
 * How a metric changed between two spans of weeks (docs/metrics.md, section 3). Speed and mix apart: the later weeks
 * are weighted as the earlier mix was, and what differs from that is the mix. The interval comes from drawing moving
 * blocks of 4 weeks on each side, because neighbouring weeks are alike. Undefined for too few weeks.
 */
export function changeOf(
  earlier: readonly MixWeek[],
  later: readonly MixWeek[],
  seed: number,
): Change | undefined {
  const before = weeklyMeans(earlier);
  const after = weeklyMeans(later);
  if (before.length < FEWEST_WEEKS || after.length < FEWEST_WEEKS) {
    return undefined;
  }
  const weights = mixOf(earlier);
  const point = ratio(
    standardised(before, weights),
    standardised(after, weights),
  );
  if (point === undefined) {
    return undefined;
  }
  const random = new SeededRandom(seed);
  const draws: number[] = [];
  for (let draw = 0; draw < DRAWS; draw++) {
    const value = ratio(
      standardised(drawBlocks(before, random), weights),
      standardised(drawBlocks(after, random), weights),
    );
    if (value !== undefined) {
      draws.push(value);
    }
  }
  const low = quantile(draws, 0.025);
  const high = quantile(draws, 0.975);
  const atOwnMix = ratio(
    standardised(before, weights),
    standardised(after, mixOf(later)),
  );
  return {
    speed: { value: point, low, high },
    mix: atOwnMix === undefined ? 0 : (1 + atOwnMix) / (1 + point) - 1,
    isSaid: low > 0 || high < 0,
  };
}

/**
 * `12 % faster than the 12 weeks before (95 % interval 5 to 18)`, else `about the same as ... (between 25 % faster and
 * 33 % slower)`.
 */
export function changeSentence(
  change: Change,
  words: { less: string; more: string; before: string },
): string {
  const { value, low, high } = change.speed;
  const percent = (share: number) => Math.round(Math.abs(share) * 100);
  const side = (share: number) =>
    `${percent(share)} % ${share < 0 ? words.less : words.more}`;
  if (!change.isSaid) {
    return `about the same as ${words.before} (between ${side(low)} and ${side(high)})`;
  }
  const [near, far] = value < 0 ? [high, low] : [low, high];
  return `${side(value)} than ${words.before} (95 % interval ${percent(near)} to ${percent(far)})`;
}

type Week = ReadonlyMap<string, MixWeek>;

function weeklyMeans(cells: readonly MixWeek[]): Week[] {
  const weeks = Map.groupBy(cells, ({ week }) => week);
  return [...weeks]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, own]) => new Map(own.map(cell => [cell.kind, cell])));
}

function mixOf(cells: readonly MixWeek[]): ReadonlyMap<string, number> {
  const runs = new Map<string, number>();
  for (const cell of cells) {
    runs.set(cell.kind, (runs.get(cell.kind) ?? 0) + cell.runs);
  }
  return runs;
}

/** Mean over weeks at fixed weights; kinds that did not run leave their weight to the others. */
function standardised(
  weeks: readonly Week[],
  weights: ReadonlyMap<string, number>,
): number | undefined {
  let sum = 0;
  let total = 0;
  for (const [kind, weight] of weights) {
    let runs = 0;
    let value = 0;
    for (const week of weeks) {
      const cell = week.get(kind);
      runs += cell?.runs ?? 0;
      value += (cell?.runs ?? 0) * (cell?.mean ?? 0);
    }
    if (runs > 0) {
      sum += weight * (value / runs);
      total += weight;
    }
  }
  return total === 0 ? undefined : sum / total;
}

function drawBlocks(weeks: readonly Week[], random: SeededRandom): Week[] {
  const drawn: Week[] = [];
  while (drawn.length < weeks.length) {
    const start = random.below(weeks.length - BLOCK_WEEKS + 1);
    drawn.push(...weeks.slice(start, start + BLOCK_WEEKS));
  }
  return drawn.slice(0, weeks.length);
}

function ratio(
  before: number | undefined,
  after: number | undefined,
): number | undefined {
  return before === undefined || after === undefined || before <= 0
    ? undefined
    : after / before - 1;
}
