import { decompose } from './bacon';
import { Observation, toPanel } from './panel';
import { readTable } from './testing/conformanceData';

// Skipped without the data: they are not part of the repository.
const describeWithData = process.env.MLI_CONFORMANCE_DATA
  ? describe
  : describe.skip;

function decomposition(
  observations: Observation[],
  firstTreated: Map<string, number>,
) {
  const panel = toPanel({ observations, firstTreated });
  if (!panel.ok) throw new Error(panel.sentence);
  const result = decompose(panel.value);
  if (!result.ok) throw new Error(result.sentence);
  return result.value;
}

describeWithData('the published examples of Goodman-Bacon', () => {
  it('math_reform has the published weights and averages', () => {
    const rows = readTable('math_reform.csv').filter(
      row => row.incearn_ln !== 'NA' && row.incearn_ln !== '',
    );
    const { byKind } = decomposition(
      rows.map(row => ({
        unit: row.state ?? '',
        period: Number(row.class),
        outcome: Number(row.incearn_ln),
      })),
      new Map(
        rows
          .filter(row => Number(row.reformyr_math) > 0)
          .map(row => [row.state ?? '', Number(row.reformyr_math)]),
      ),
    );
    expect(byKind.get('earlier-later')?.weight).toBeCloseTo(0.06353, 5);
    expect(byKind.get('earlier-later')?.average).toBeCloseTo(0.02868, 5);
    expect(byKind.get('later-earlier')?.weight).toBeCloseTo(0.05265, 5);
    expect(byKind.get('later-earlier')?.average).toBeCloseTo(0.03375, 5);
    expect(byKind.get('treated-untreated')?.weight).toBeCloseTo(0.88382, 5);
    expect(byKind.get('treated-untreated')?.average).toBeCloseTo(-0.00129, 5);
  });

  it('castle sums to the two-way fixed effects estimate', () => {
    const rows = readTable('castle.csv');
    const observations = rows.map(row => ({
      unit: row.state ?? '',
      period: Number(row.year),
      outcome: Number(row.l_homicide),
    }));
    const firstTreated = new Map<string, number>();
    for (const row of rows) {
      if (Number(row.post) !== 1) continue;
      const unit = row.state ?? '';
      const year = Number(row.year);
      firstTreated.set(unit, Math.min(year, firstTreated.get(unit) ?? year));
    }
    expect(decomposition(observations, firstTreated).total).toBeCloseTo(
      0.0818116,
      6,
    );
  });
});

describe('the decomposition', () => {
  const noise = (i: number, t: number) => Math.sin(i * 12.9898 + t * 78.233);
  const starts = [3, 3, 5, 5, 7, Infinity, Infinity, 0];
  const observations = starts.flatMap((start, i) =>
    Array.from({ length: 8 }, (_, t) => ({
      unit: `u${i}`,
      period: t,
      outcome: noise(i, t) + (t >= start ? 2 : 0),
    })),
  );
  const firstTreated = new Map(
    starts.flatMap((start, i) =>
      Number.isFinite(start) ? [[`u${i}`, start] as const] : [],
    ),
  );

  it('has weights that sum to one and equals the regression it decomposes', () => {
    const { total, comparisons } = decomposition(observations, firstTreated);
    const weights = comparisons.reduce((sum, { weight }) => sum + weight, 0);
    expect(weights).toBeCloseTo(1, 12);
    expect(total).toBeCloseTo(twoWayFixedEffects(observations, starts), 10);
  });

  it('refuses a panel with gaps', () => {
    const panel = toPanel({
      observations: observations.slice(1),
      firstTreated,
    });
    if (!panel.ok) throw new Error(panel.sentence);
    expect(decompose(panel.value)).toMatchObject({
      ok: false,
      reason: 'unbalanced',
    });
  });
});

/** Slope of the outcome on the treatment after both were demeaned by unit and period, for a balanced panel. */
function twoWayFixedEffects(
  observations: readonly Observation[],
  starts: readonly number[],
): number {
  const treatment = observations.map(({ unit, period }) =>
    period >= (starts[Number(unit.slice(1))] ?? Infinity) ? 1 : 0,
  );
  const demeaned = (values: number[]) => {
    const mean = (holds: (o: Observation) => boolean) => {
      const chosen = values.filter((_, k) => holds(observations[k]!));
      return chosen.reduce((a, b) => a + b, 0) / chosen.length;
    };
    const grand = mean(() => true);
    return values.map((value, k) => {
      const { unit, period } = observations[k]!;
      return (
        value -
        mean(o => o.unit === unit) -
        mean(o => o.period === period) +
        grand
      );
    });
  };
  const d = demeaned(treatment);
  const y = demeaned(observations.map(({ outcome }) => outcome));
  const cross = d.reduce((sum, value, k) => sum + value * (y[k] ?? 0), 0);
  return cross / d.reduce((sum, value) => sum + value * value, 0);
}
