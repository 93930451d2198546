import { mondayOf, WEEK } from '../activity/calendar';
import {
  generate,
  isEvaluation,
  isTraining,
  numbers,
  queueSeconds,
  runSeconds,
  UNTIL,
} from '../__testUtils__/activity';
import {
  activeWeeks,
  firstOfThree,
  Observation,
  Observer,
} from '../__testUtils__/observe';
import { ADOPTION_HISTORIES } from './history';
import { PLANTED_ADOPTIONS, PLANTED_EFFECTS, plantedDate } from './planted';

// Each test makes half a year of runs; a busy machine takes its time.
jest.setTimeout(120_000);

/** Their adoption is looked at by month or in production runs, not by three weeks of people. */
const OTHER_RULES = new Set([
  'dataset-versions',
  'label-audit',
  'sweep-service',
  'step-profiler',
  'golden-sets',
  'scenario-bank',
  'model-registry',
  'shadow-drive',
  'model-ci',
]);

const observer = new Observer();
const observations = generate().map(record => observer.observe(record));

describe('the planted adoptions', () => {
  const others = ADOPTION_HISTORIES.filter(
    ({ offering }) => !OTHER_RULES.has(offering),
  );
  const seen = (team: string, offering: string, from: readonly Observation[]) =>
    activeWeeks(from, team, offering, observer.sizes.get(team) ?? 0);

  it.each(
    PLANTED_ADOPTIONS.map(
      adoption => [adoption.offering, adoption.team, adoption] as const,
    ),
  )(
    '%s by %s is seen in the runs from its date on',
    (offering, team, adoption) => {
      expect(firstOfThree(seen(team, offering, observations))).toBe(
        plantedDate(adoption, UNTIL),
      );
    },
  );

  it('are seen whatever the seed and the end', () => {
    const until = new Date('2027-02-03T08:00:00Z');
    const elsewhere = generate({ seed: 99, until }).map(record =>
      observer.observe(record),
    );
    const found = PLANTED_ADOPTIONS.map(({ team, offering }) =>
      firstOfThree(seen(team, offering, elsewhere)),
    );
    expect(found).toEqual(
      PLANTED_ADOPTIONS.map(adoption => plantedDate(adoption, until)),
    );
  });

  it('are the only ones beside those of the other offerings in the plan', () => {
    for (const { team, offering, kind, since = 0, lastWeek = 0 } of others) {
      const weeks = seen(team, offering, observations);
      const first = firstOfThree(weeks);
      const monday = (before: number) =>
        mondayOf(UNTIL.getTime()) - before * WEEK;
      const day = (before: number) =>
        new Date(monday(before)).toISOString().slice(0, 10);
      const expected = {
        always: day(26),
        adopted: day(since),
        trial: undefined,
        lapsed: day(26),
        declining: day(26),
      }[kind];
      expect([team, offering, first]).toEqual([team, offering, expected]);
      const end = {
        always: 0,
        adopted: 0,
        trial: 0,
        // what was submitted in the last week may start in the next
        lapsed: lastWeek - 1,
        declining: since,
      }[kind];
      expect(Math.max(...weeks)).toBeLessThanOrEqual(monday(end));
    }
  });

  it('stagger over at least six batches of department and four weeks for each offering', () => {
    for (const { offering } of PLANTED_EFFECTS) {
      const adoptions = PLANTED_ADOPTIONS.filter(
        adoption => adoption.offering === offering,
      );
      expect(adoptions.length).toBeGreaterThanOrEqual(9);
      expect(
        new Set(adoptions.map(({ weeksBefore }) => weeksBefore)).size,
      ).toBeGreaterThanOrEqual(6);
      // eight weeks before the four that are left out, at least four after
      expect(
        Math.max(...adoptions.map(({ weeksBefore }) => weeksBefore)),
      ).toBeLessThanOrEqual(14);
      expect(
        Math.min(...adoptions.map(({ weeksBefore }) => weeksBefore)),
      ).toBeGreaterThanOrEqual(4);
    }
  });
});

describe('the planted effects', () => {
  const without = generate({ effects: [] }).map(record =>
    observer.observe(record),
  );

  it.each([
    ['elastic-queue', queueSeconds, -0.35, isTraining],
    ['feature-cache', runSeconds, -0.18, isTraining],
    ['eval-suite', runSeconds, -0.25, isEvaluation],
    ['eval-suite', queueSeconds, -0.25, isEvaluation],
  ] as const)(
    '%s changes what it should by exactly what is written down',
    (offering, value, change, belongs) => {
      // Every run draws from its own stream: with and without the effect it is the same run.
      const total = (from: readonly Observation[], treated: boolean) =>
        numbers(
          from
            .filter(({ record, team }) => {
              const adoption = PLANTED_ADOPTIONS.find(
                planted =>
                  planted.offering === offering && planted.team === team,
              );
              if (!adoption || !belongs(record)) return false;
              const date = plantedDate(adoption, UNTIL);
              const { submittedAt = '' } = record;
              // The two weeks before are a trial; the last one is cut off by the end of the data.
              return treated
                ? submittedAt >= date && submittedAt < '2026-10-26'
                : Date.parse(submittedAt) < Date.parse(date) - 3 * WEEK;
            })
            .map(({ record }) => value(record)),
        ).reduce((sum, item) => sum + item, 0);
      const ratio = (treated: boolean) =>
        total(observations, treated) / total(without, treated);
      expect(ratio(false)).toBe(1);
      expect(Math.abs(ratio(true) - (1 + change))).toBeLessThan(0.02);
    },
  );
});
