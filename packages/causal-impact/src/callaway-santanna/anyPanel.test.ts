import fc from 'fast-check';
import type { Answer } from '../answer';
import { decompose } from '../bacon';
import type { Panel } from '../panel';
import { Random } from '../permutation/random';
import { anyPanel, hasNoNaN, simulatedPanel } from '../testing/simulatedPanel';
import { valueOf } from '../testing/valueOf';
import { aggregate } from './aggregate';
import { GroupTimeOptions, groupTimeEffects } from './groupTimeEffects';
import { simultaneousBands } from './multiplierBootstrap';
import { preTest } from './preTest';

const KINDS = ['simple', 'group', 'dynamic', 'calendar'] as const;

/** What is made of a panel, however far it gets. */
function everything(
  panel: Panel,
  options: GroupTimeOptions,
): Answer<unknown>[] {
  const estimated = groupTimeEffects(panel, options);
  if (!estimated.ok) return [estimated];
  const { effects } = estimated.value;
  const summaries = KINDS.map(kind => aggregate(estimated.value, kind));
  const bands = summaries.flatMap(summary =>
    summary.ok
      ? [simultaneousBands([summary.value.overall], { draws: 39 })]
      : [],
  );
  return [
    estimated,
    preTest(estimated.value),
    simultaneousBands(effects, { draws: 39 }),
    ...summaries,
    ...bands,
  ];
}

const OPTIONS = fc.record<GroupTimeOptions>({
  comparison: fc.constantFrom('never-treated', 'not-yet-treated'),
  estimator: fc.constantFrom('regression', 'weighting', 'doubly-robust'),
  base: fc.constantFrom('varying', 'universal'),
  anticipation: fc.constantFrom(0, 1, 2.5),
});

describe('effects by group and period', () => {
  it('are answered or refused, never NaN, whatever panel is given', () => {
    fc.assert(
      fc.property(
        fc.record({
          units: fc.integer({ min: 1, max: 12 }),
          periods: fc.integer({ min: 1, max: 7 }),
          seed: fc.integer({ min: 1, max: 5000 }),
          missing: fc.double({ min: 0, max: 0.9, noNaN: true }),
        }),
        OPTIONS,
        fc.boolean(),
        (shape, options, withCovariates) => {
          const random = new Random(shape.seed);
          const panel = anyPanel(shape);
          const covariates = panel.units.map(() =>
            withCovariates ? [random.normal()] : [],
          );
          const results = everything({ ...panel, covariates }, options);
          return results.every(
            result =>
              hasNoNaN(result) && (result.ok || result.sentence.length > 0),
          );
        },
      ),
      { numRuns: 300, seed: 20261123 },
    );
  });

  it.each([
    ['nobody treated', [Infinity, Infinity, Infinity], 'no-treated-units'],
    ['everybody treated', [2, 3, 3], 'no-untreated-units'],
    ['everybody treated from the start', [0, 0, 0], 'no-treated-units'],
    ['no unit', [], 'no-treated-units'],
  ])('are refused with %s', (_, starts, reason) => {
    const panel = simulatedPanel({
      starts,
      periods: 5,
      effect: () => 1,
      noise: 1,
      seed: 1,
    });
    expect(groupTimeEffects(panel)).toMatchObject({ ok: false, reason });
  });

  it('of a cohort of one unit are exact without noise', () => {
    const panel = simulatedPanel({
      starts: [3, Infinity, Infinity, Infinity],
      periods: 6,
      effect: () => 2,
      noise: 0,
      seed: 1,
    });
    const { effects } = valueOf(groupTimeEffects(panel));
    for (const { group, period, att } of effects) {
      expect(att).toBeCloseTo(period >= group ? 2 : 0, 9);
    }
  });
});

describe('the decomposition', () => {
  it('is answered or refused, never NaN, whatever panel is given', () => {
    fc.assert(
      fc.property(
        fc.record({
          units: fc.integer({ min: 1, max: 9 }),
          periods: fc.integer({ min: 1, max: 8 }),
          seed: fc.integer({ min: 1, max: 5000 }),
          missing: fc.constantFrom(0, 0, 0.1),
        }),
        shape => hasNoNaN(decompose(anyPanel(shape))),
      ),
      { numRuns: 300, seed: 20261123 },
    );
  });
});
