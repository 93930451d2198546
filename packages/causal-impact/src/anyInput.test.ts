import fc from 'fast-check';
import type { Answer } from './answer';
import { decompose } from './bacon';
import { aggregate } from './callaway-santanna/aggregate';
import {
  GroupTimeOptions,
  groupTimeEffects,
} from './callaway-santanna/groupTimeEffects';
import { simultaneousBands } from './callaway-santanna/multiplierBootstrap';
import { preTest } from './callaway-santanna/preTest';
import {
  adoptersOnlyPValue,
  estimateEffect,
  intentionToTreatEffect,
  placeboEffect,
} from './effect';
import type { EffectInput, EffectOptions } from './effectInput';
import { eventStudy } from './eventStudy';
import { imputedEffects } from './imputation/imputedEffects';
import { completeUnits, Panel, toPanel } from './panel';
import { plannedPower } from './planning/power';
import { secondOpinion } from './second-opinion/secondOpinion';
import { sunAbraham } from './sun-abraham/sunAbraham';
import { syntheticEffect } from './synthetic/syntheticEffect';
import { syntheticPlacebo } from './synthetic/syntheticPlacebo';
import { hasNoNaN } from './testing/simulatedPanel';

const RUNS = Number(process.env.PROPERTY_RUNS ?? 400);
const SEED = Number(process.env.PROPERTY_SEED ?? 20261123);

/** Outcomes as data have them: mostly ordinary, many equal, some absurd. */
const outcomes = fc.oneof(
  { weight: 6, arbitrary: fc.double({ min: -5, max: 5, noNaN: true }) },
  { weight: 2, arbitrary: fc.constantFrom(0, 1) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(1e-300, -1e-12, 1e12, 1e59, -0),
  },
);
const absurd = fc.constantFrom(NaN, Infinity, -Infinity, 1e300);
const rarely = <T>(ordinary: fc.Arbitrary<T>, odd: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 60, arbitrary: ordinary }, { weight: 1, arbitrary: odd });

const times = fc.constantFrom(-3, 0, 1, 1.5, 2, 2007.25, 2010, 1e9);
const units = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', '');

const longData = fc.record({
  cells: fc.array(
    fc.record({
      unit: units,
      period: rarely(times, absurd),
      outcome: rarely(outcomes, absurd),
    }),
    { maxLength: 60 },
  ),
  // Duplicates are refused; mostly they are taken out, so that something is estimated.
  distinct: fc.boolean(),
  starts: fc.array(
    fc.tuple(units, rarely(fc.oneof(times, fc.constant(Infinity)), absurd)),
  ),
  covariates: fc.option(
    fc.array(
      fc.array(rarely(outcomes, absurd), { minLength: 2, maxLength: 2 }),
      {
        minLength: 8,
        maxLength: 8,
      },
    ),
    { nil: undefined },
  ),
});

const NAMES = ['a', 'b', 'c', 'd', 'e', 'f', 'g', ''];

const panels = longData.map(({ cells, distinct, starts, covariates }) =>
  toPanel({
    observations: distinct
      ? new Map(cells.map(c => [`${c.unit} ${c.period}`, c])).values()
      : cells,
    firstTreated: new Map(starts),
    covariates:
      covariates && new Map(NAMES.map((name, i) => [name, covariates[i]!])),
  }),
);

/** Panels that callers made by hand, whose parts need not fit. */
const handmade: fc.Arbitrary<Panel> = fc.record({
  units: fc.array(units, { maxLength: 5 }),
  periods: fc.array(rarely(times, absurd), { maxLength: 5 }),
  outcome: fc
    .array(rarely(outcomes, absurd), { maxLength: 25 })
    .map(values => Float64Array.from(values)),
  firstTreated: fc.array(rarely(times, absurd), { maxLength: 5 }),
  covariates: fc.array(fc.array(outcomes, { maxLength: 2 }), { maxLength: 5 }),
});

const groupTimeOptions = fc.record<GroupTimeOptions>({
  comparison: fc.constantFrom('never-treated', 'not-yet-treated'),
  estimator: fc.constantFrom('regression', 'weighting', 'doubly-robust'),
  base: fc.constantFrom('varying', 'universal'),
  anticipation: fc.constantFrom(0, 1, 2.5),
});

const KINDS = ['simple', 'group', 'dynamic', 'calendar'] as const;
const METHODS = [
  'synthetic-difference-in-differences',
  'synthetic-control',
  'difference-in-differences',
] as const;

function everythingOf(
  panel: Panel,
  options: GroupTimeOptions,
): Answer<unknown>[] {
  const families = [
    groupTimeEffects(panel, options),
    sunAbraham(panel),
    sunAbraham(panel, { control: 'last-treated' }),
  ];
  const summaries = families.flatMap(family =>
    family.ok
      ? [
          ...KINDS.map(kind => aggregate(family.value, kind)),
          preTest(family.value),
          simultaneousBands(family.value.effects, { draws: 20 }),
        ]
      : [],
  );
  return [
    ...families,
    ...summaries,
    imputedEffects(panel),
    decompose(panel),
    ...METHODS.map(method => syntheticEffect(panel, { method })),
    syntheticPlacebo(panel, { draws: 3 }),
  ];
}

/** Fails where a property only ever saw refusals. */
const answered = new Set<string>();

function isAnswerOrRefusal(result: Answer<unknown>): boolean {
  if (result.ok) answered.add(Object.keys(result.value ?? {}).join());
  return hasNoNaN(result) && (result.ok || result.sentence.length > 0);
}

describe('whatever panel is given', () => {
  it('every estimator answers without NaN or refuses with a reason', () => {
    fc.assert(
      fc.property(panels, groupTimeOptions, (panel, options) => {
        if (!panel.ok) return panel.sentence.length > 0;
        const complete = panel.value.units.length
          ? completeUnits(panel.value)
          : panel.value;
        return [
          ...everythingOf(panel.value, options),
          ...everythingOf(complete, options),
        ].every(isAnswerOrRefusal);
      }),
      { numRuns: RUNS, seed: SEED },
    );
  });

  it('made by hand as well', () => {
    fc.assert(
      fc.property(handmade, groupTimeOptions, (panel, options) =>
        everythingOf(panel, options).every(isAnswerOrRefusal),
      ),
      { numRuns: RUNS, seed: SEED },
    );
  });
});

describe('whatever study is given', () => {
  const position = fc.oneof(
    { weight: 9, arbitrary: fc.integer({ min: -2, max: 12 }) },
    { weight: 4, arbitrary: fc.constant(Infinity) },
    { weight: 1, arbitrary: fc.constantFrom(NaN, -Infinity, 2.5) },
  );
  const study: fc.Arbitrary<EffectInput> = fc
    .record({
      units: fc.integer({ min: 0, max: 9 }),
      periods: fc.integer({ min: 0, max: 11 }),
    })
    .chain(({ units: n, periods }) =>
      fc.record(
        {
          grid: fc
            .array(
              fc.oneof(
                { weight: 30, arbitrary: outcomes },
                { weight: 5, arbitrary: fc.constant(NaN) },
              ),
              { minLength: n * periods, maxLength: n * periods },
            )
            .map(values => ({
              units: n,
              periods,
              values: Float64Array.from(values),
            })),
          slots: fc.array(
            fc
              .tuple(position, fc.integer({ min: 0, max: 2 }))
              .map(([onset, lead]) => ({ onset, date: onset + lead })),
            { minLength: n, maxLength: n },
          ),
          strata: fc.array(fc.constantFrom('x', 'y'), {
            minLength: n,
            maxLength: n,
          }),
          runs: fc
            .array(rarely(fc.integer({ min: 1, max: 9 }), fc.constant(0)), {
              minLength: n * periods,
              maxLength: n * periods,
            })
            .map(values => Float64Array.from(values)),
        },
        { requiredKeys: ['grid', 'slots'] },
      ),
    );
  const options: fc.Arbitrary<Partial<EffectOptions>> = fc.record(
    {
      horizon: rarely(fc.constantFrom(1, 4, 26, Infinity), fc.constant(NaN)),
      draws: rarely(fc.constantFrom(1, 19, 39), fc.constantFrom(0, NaN, -1)),
      enumerateUpTo: rarely(fc.constantFrom(0, 50), fc.constant(NaN)),
      seed: fc.constantFrom(1, -7, 2.5, 2 ** 40),
      level: rarely(fc.constantFrom(0.05, 0.5), fc.constantFrom(0, 1, NaN)),
    },
    { requiredKeys: ['draws', 'enumerateUpTo'] },
  );

  it('every part of it is answered without NaN or refused with a reason', () => {
    fc.assert(
      fc.property(study, options, (input, settings) =>
        [
          estimateEffect(input, settings),
          intentionToTreatEffect(input, settings),
          placeboEffect(input, 3, settings),
          adoptersOnlyPValue(input, settings),
          eventStudy(
            input,
            { width: 2, leads: 2, lags: 2, leastUnits: 1 },
            settings,
          ),
          secondOpinion(input, { ...settings, width: 2 }),
          plannedPower(
            { ...input, periods: input.grid.periods },
            [0.1],
            settings,
          ),
        ].every(isAnswerOrRefusal),
      ),
      { numRuns: RUNS, seed: SEED },
    );
  });
});

describe('the properties above', () => {
  it('saw answers of every kind, not only refusals', () => {
    // Of a panel: effects by group and time, summaries, tests, bands, imputation, decomposition, synthetic; and of a study.
    expect(answered.size).toBeGreaterThanOrEqual(9);
  });
});
