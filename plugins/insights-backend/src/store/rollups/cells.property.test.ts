import { TestDatabases } from '@backstage/backend-test-utils';
import { OUTCOMES, RUN_CLASSES, TRIGGERS } from '@mli/plugin-insights-common';
import fc from 'fast-check';
import { Knex } from 'knex';
import { bucketQuantile } from '../../core/metrics/buckets';
import {
  referenceBuckets,
  referenceCells,
} from '../../core/rollups/referenceCells';
import { migrate } from '../migrate';
import { DatabaseRollupStore } from './DatabaseRollupStore';
import { markDays, markDaysOfRuns, TeamDay } from './markDirty';
import {
  clearTables,
  FixtureDecision,
  FixtureRun,
  RunFixtures,
  toCellDecision,
  toCellRun,
} from '../../__testUtils__/RunFixtures';

jest.setTimeout(300_000);

const databases = TestDatabases.create({ ids: ['POSTGRES_18'] });

const LANES = 'group:default/lanes';
const SIGNS = 'group:default/signs';
/** Where subject b goes over to another team. */
const BORDER = '2026-03-03T00:00:00.000Z';

const DECISIONS: FixtureDecision[] = [
  { subject: 'a', team: LANES, stage: 'training' },
  { subject: 'b', team: LANES, stage: 'data', to: BORDER },
  { subject: 'b', team: SIGNS, from: BORDER },
  { subject: 'c', team: '' },
];

// a few minutes around midnights, so that days, borders and ties really occur
const time = fc
  .tuple(
    fc.constantFrom('2026-03-02T00:00:00Z', BORDER, '2026-03-04T00:00:00Z'),
    fc.oneof(fc.constant(0), fc.integer({ min: -400_000, max: 400_000 })),
  )
  .map(([midnight, ms]) => new Date(Date.parse(midnight) + ms).toISOString());

const maybe = <T>(arbitrary: fc.Arbitrary<T>) =>
  fc.option(arbitrary, { nil: undefined });

const EARLY = '2025-11-01T00:00:00.000Z';

const run: fc.Arbitrary<FixtureRun> = fc.record({
  key: fc.constantFrom('root', 'other'),
  committed: fc.option(fc.constantFrom(BORDER, EARLY), { nil: undefined }),
  cause: maybe(fc.constantFrom('user', 'system', 'unknown')),
  gpus: maybe(fc.constantFrom(1, 2.5, 8)),
  subject: fc.constantFrom('a', 'b', 'c'),
  source: fc.constantFrom('lineage', 'slurm'),
  submitted: maybe(time),
  started: fc.option(
    fc.oneof({ weight: 9, arbitrary: time }, fc.constant(EARLY)),
    { nil: undefined, freq: 4 },
  ),
  firstResult: fc.option(time, { nil: undefined, freq: 1 }),
  ended: maybe(time),
  outcome: maybe(fc.constantFrom(...OUTCOMES)),
  trigger: fc.constantFrom(...TRIGGERS),
  runClass: fc.constantFrom(...RUN_CLASSES),
  stageTag: maybe(fc.constantFrom('evaluation', 'simulation')),
  version: maybe(fc.constantFrom('v1', 'v2')),
  actor: maybe(fc.constantFrom('ann', 'bob', 'cy')),
  actorKind: fc.constantFrom('person', 'unresolved', 'service'),
  parent: fc.option(fc.constant('root'), { nil: undefined, freq: 8 }),
  impossible: fc.option(fc.constant('ended-before-started'), {
    nil: undefined,
    freq: 8,
  }),
});

/** Keys are unique in a source; the first with the key 'root' may have children. */
function runsOf(
  minLength: number,
  maxLength: number,
): fc.Arbitrary<FixtureRun[]> {
  return fc.array(run, { minLength, maxLength }).map(runs => {
    const seen = new Set<string>();
    return runs.map((each, index) => {
      const name = `${each.source} ${each.key}`;
      const isParent = each.key === 'root' && !seen.has(name);
      seen.add(name);
      return isParent
        ? { ...each, parent: undefined }
        : { ...each, key: `run-${index}` };
    });
  });
}

describe('cells', () => {
  let knex: Knex;

  beforeAll(async () => {
    knex = await databases.init('POSTGRES_18');
    await migrate(knex);
  });

  afterAll(async () => await knex.destroy());

  async function prepare(): Promise<RunFixtures> {
    await clearTables(knex);
    const fixtures = new RunFixtures(knex);
    for (const decision of DECISIONS) {
      await fixtures.decide(decision);
    }
    return fixtures;
  }

  async function storedCells() {
    const { rows } = await knex.raw<{ rows: Record<string, unknown>[] }>(
      `select metric, day::text, team_ref, stage, trigger, run_class, source_id, n::int, sum_ms::float8 as sum_ms,
         zeros::int, never_started::int, values_ms::float8[], censored_ms::float8[], bucket_index,
         bucket_count::int[],
         (select coalesce(json_object_agg(encode(p, 'hex'), ms), '{}') from unnest(people, people_ms) as c (p, ms)) as people,
         parts::float8[], unseen::int, (select coalesce(array_agg(encode(a, 'hex')), '{}') from unnest(actors) a) as actors
       from cell order by team_ref, day, metric, stage, trigger, run_class, source_id`,
    );
    return rows;
  }

  async function expectedCells(
    runs: readonly FixtureRun[],
    ids: readonly string[],
    fixtures: RunFixtures,
  ) {
    const sources = new Map([
      ['lineage', await fixtures.source('lineage')],
      ['slurm', await fixtures.source('slurm')],
    ]);
    const cells = referenceCells(
      runs.map((each, index) => {
        const children = runs.filter(
          other => other.parent === each.key && other.source === each.source,
        );
        return toCellRun(each, {
          id: ids[index] ?? '',
          source: sources.get(each.source ?? 'lineage') ?? 0,
          parent: children.length > 0,
          hasEvaluation: children.some(
            child =>
              child.runClass === 'evaluation' ||
              child.stageTag === 'evaluation',
          ),
        });
      }),
      DECISIONS.map(toCellDecision),
    );
    const rows = [...cells.values()].map(cell => {
      const buckets = referenceBuckets(cell);
      return {
        metric: cell.metric,
        day: cell.day,
        team_ref: cell.team,
        stage: cell.stage,
        trigger: cell.trigger,
        run_class: cell.runClass,
        source_id: cell.source,
        n: cell.n,
        sum_ms: cell.valuesMs.reduce((sum, value) => sum + value, 0),
        zeros: cell.valuesMs.filter(value => value === 0).length,
        never_started: cell.neverStarted,
        values_ms: cell.valuesMs,
        censored_ms: cell.censoredMs,
        bucket_index: buckets.index,
        bucket_count: buckets.count,
        people: Object.fromEntries([...cell.people].sort()),
        parts: cell.parts,
        unseen: cell.unseen,
        actors: [...cell.actors].sort(),
      };
    });
    const key = (row: (typeof rows)[number]) =>
      [
        row.team_ref,
        row.day,
        row.metric,
        row.stage,
        row.trigger,
        row.run_class,
        row.source_id,
      ].join('|');
    return { rows, key };
  }

  it('equal the reference, whatever the runs and however the work is cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        runsOf(1, 40),
        fc.integer({ min: 1, max: 12 }),
        async (runs, batch) => {
          const fixtures = await prepare();
          const ids = await fixtures.runs(runs);
          await markDaysOfRuns(knex, ids);
          const store = DatabaseRollupStore.create(knex);
          while ((await store.recompute(batch)).days > 0);

          const { rows, key } = await expectedCells(runs, ids, fixtures);
          const byKey = <T extends (typeof rows)[number]>(list: T[]) =>
            [...list].sort((a, b) => (key(a) < key(b) ? -1 : 1));
          expect(byKey((await storedCells()) as typeof rows)).toEqual(
            byKey(rows),
          );

          expect(await store.audit(100)).toMatchObject({ differences: [] });
        },
      ),
      { numRuns: 30 },
    );
  });

  it('are the same after computing them again, in any order', async () => {
    await fc.assert(
      fc.asyncProperty(runsOf(5, 30), async runs => {
        const fixtures = await prepare();
        const store = DatabaseRollupStore.create(knex);
        await markDaysOfRuns(knex, await fixtures.runs(runs));
        while ((await store.recompute(3)).days > 0);
        const before = await storedCells();

        const days = [
          '2026-03-01',
          '2026-03-02',
          '2026-03-03',
          '2026-03-04',
          '2026-03-05',
        ];
        const marks: TeamDay[] = [LANES, SIGNS, ''].flatMap(team =>
          days.map(day => ({ team, day })),
        );
        await markDays(knex, marks);
        while ((await store.recompute(2)).days > 0);
        expect(await storedCells()).toEqual(before);
      }),
      { numRuns: 10 },
    );
  });

  it('give exact percentiles from values, and within half a percent from buckets', async () => {
    const fixtures = await prepare();
    const waits = fc.sample(
      fc.oneof(
        fc.constant(0),
        fc.integer({ min: 0, max: 3_000 }),
        fc.integer({ min: 0, max: 90_000_000 }),
      ),
      { numRuns: 400, seed: 7 },
    );
    const submitted = '2026-03-02T01:00:00.000Z';
    const ids = await fixtures.runs(
      waits.map(wait => ({
        subject: 'a',
        submitted,
        started: new Date(Date.parse(submitted) + wait).toISOString(),
      })),
    );
    await markDaysOfRuns(knex, ids);
    const store = DatabaseRollupStore.create(knex);
    while ((await store.recompute(100)).days > 0);

    for (const q of [0, 0.5, 0.75, 0.9, 0.99, 1]) {
      const { rows } = await knex.raw<{
        rows: { cells: number; raw: number }[];
      }>(
        `select
           (select percentile_cont(?) within group (order by v) from cell, unnest(values_ms) v) as cells,
           (select percentile_cont(?) within group (order by extract(epoch from started_at - submitted_at) * 1000)
            from run) as raw`,
        [q, q],
      );
      expect(rows[0]?.cells).toBe(rows[0]?.raw);

      const buckets = await knex.raw<{
        rows: { index: number; count: string }[];
      }>(
        `select index, sum(count) as count from cell, unnest(bucket_index, bucket_count) as b (index, count)
         group by index order by index`,
      );
      const approximate = bucketQuantile(
        buckets.rows.map(row => ({
          index: row.index,
          count: Number(row.count),
        })),
        q,
      );
      const sorted = [...waits].sort((a, b) => a - b);
      const exact = sorted[Math.round(q * (sorted.length - 1))] ?? 0;
      expect(Math.abs(approximate - exact)).toBeLessThanOrEqual(
        0.005 * exact + 1e-9,
      );
    }
  });
});
