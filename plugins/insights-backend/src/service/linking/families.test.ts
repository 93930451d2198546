import { RunRecord, SourceKind } from '@mli/plugin-insights-common';
import fc from 'fast-check';
import { Knex } from 'knex';
import { readRunRecord } from '../../core/ingest/readRunRecord';
import { FAMILY } from '../../store/linking/families';
import { migrate } from '../../store/migrate';
import { DatabaseRollupStore } from '../../store/rollups/DatabaseRollupStore';
import { clearTables } from '../../__testUtils__/RunFixtures';
import { RunModelFixture } from '../../__testUtils__/RunModelFixture';
import { databases } from '../../__testUtils__/startInsights';

jest.setTimeout(300_000);

const RECORDS = { name: 'run-record' as const, read: readRunRecord };

let knex: Knex;
beforeAll(async () => {
  knex = await databases.init('POSTGRES_18');
  await migrate(knex);
});
beforeEach(async () => await clearTables(knex));
afterAll(async () => await knex.destroy());

/** A run and the run it names as its parent, by one-letter names; `b@2` is in a second source. */
function record(id: string, parentId?: string): RunRecord {
  return {
    id,
    parentId,
    namespace: 'tracker',
    job: 'lanes',
    team: 'lanes',
    trigger: 'human',
    startedAt: '2026-03-02T10:00:00Z',
    endedAt: '2026-03-02T11:00:00Z',
    outcome: 'succeeded',
  };
}

async function send(
  pairs: readonly (readonly [id: string, parent?: string])[],
  kind: SourceKind = 'mlflow',
) {
  const model = new RunModelFixture(knex);
  const sources = [
    await model.source('one', kind),
    await model.source('two', kind),
  ];
  for (const [name, parent] of pairs) {
    const [id = '', place] = name.split('@');
    const source = sources[place === '2' ? 1 : 0]!;
    await model.send(source, [record(id, parent)], RECORDS);
  }
}

/** Each run with the top-level run it counts for. */
async function tops(): Promise<Record<string, string>> {
  const rows = await knex('run as r')
    .select('r.run_key', knex.raw(`${FAMILY('r')} as family`))
    .orderBy('r.run_key');
  return Object.fromEntries(
    rows.map(row => [row.run_key, row.family.replace(/^[^:]*:/, '')]),
  );
}

async function sweeps(): Promise<string[]> {
  return await knex('run')
    .where('has_trials', true)
    .orderBy('run_key')
    .pluck('run_key');
}

const CHAIN = [['a'], ['b', 'a'], ['c', 'b'], ['d', 'c']] as const;

describe('children at any depth', () => {
  it.each([
    ['the top first', [0, 1, 2, 3]],
    ['the deepest first', [3, 2, 1, 0]],
    ['the middle last', [0, 3, 1, 2]],
    ['the top between', [2, 3, 0, 1]],
  ])('belong to the top-level run: %s', async (_, order) => {
    await send(order.map(index => CHAIN[index]!));
    expect(await tops()).toEqual({ a: 'a', b: 'a', c: 'a', d: 'a' });
    const rollups = DatabaseRollupStore.create(knex);
    while ((await rollups.recompute(500)).days > 0);
    const days = await knex('activity_day').where('offering_ref', '');
    expect(days.map(day => Number(day.human_runs))).toEqual([1]);
  });

  it.each([
    {
      what: 'a parent that nobody has seen is still one top',
      runs: [
        ['b', 'gone'],
        ['c', 'b'],
        ['d', 'b'],
        ['e', 'gone'],
      ],
      expected: { b: 'gone', c: 'gone', d: 'gone', e: 'gone' },
      sweep: ['b'],
    },
    {
      what: 'two that name each other',
      runs: [
        ['a', 'b'],
        ['b', 'a'],
        ['c', 'b'],
      ],
      expected: { a: 'b', b: 'a', c: 'b' },
      sweep: ['b'],
    },
    {
      what: 'one that names itself',
      runs: [
        ['a', 'a'],
        ['b', 'a'],
      ],
      expected: { a: 'a', b: 'a' },
      sweep: [],
    },
    {
      what: 'trials two levels below make the top a sweep',
      runs: [['d', 'b'], ['c', 'b'], ['b', 'a'], ['a']],
      expected: { a: 'a', b: 'a', c: 'a', d: 'a' },
      sweep: ['a', 'b'],
    },
  ] as const)('$what', async ({ runs, expected, sweep }) => {
    await send(runs);
    expect(await tops()).toEqual(expected);
    expect(await sweeps()).toEqual(sweep);
  });

  it('are found in other sources where ids are unique in the world', async () => {
    await send([['a'], ['b', 'a'], ['c@2', 'b'], ['d@2', 'c']], 'openlineage');
    expect(await tops()).toEqual({ a: 'a', b: 'a', c: 'a', d: 'a' });
  });

  it('belong to the row that stands for their parent', async () => {
    const model = new RunModelFixture(knex);
    const tracker = await model.source('tracker', 'mlflow');
    const scheduler = await model.source('cluster', 'slurm');
    await model.send(
      scheduler,
      [record('7'), record('8', '7'), record('9', '8')],
      RECORDS,
    );
    await model.send(
      tracker,
      [{ ...record('abc'), externalIds: ['slurm:7'] }],
      RECORDS,
    );
    expect(await tops()).toMatchObject({ 8: 'abc', 9: 'abc', abc: 'abc' });
  });

  it('of a chain of 300 come to an end', async () => {
    const names = Array.from({ length: 300 }, (_, index) => `r${index}`);
    const model = new RunModelFixture(knex);
    const source = await model.source('one', 'mlflow');
    await model.send(
      source,
      names.map((name, index) => record(name, names[index - 1])),
      RECORDS,
    );
    expect(await tops()).toMatchObject({ r0: 'r0', r50: 'r0', r100: 'r0' });
  });

  it('are the same in any order of arrival, and after a rebuild', async () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f'];
    const parents = fc.array(
      fc.option(fc.constantFrom(...names, 'unseen'), { nil: undefined }),
      { minLength: names.length, maxLength: names.length },
    );
    await fc.assert(
      fc.asyncProperty(
        parents.chain(said =>
          fc.record({
            runs: fc.constant(
              names.map((name, index) => [name, said[index]] as const),
            ),
            order: fc.shuffledSubarray([0, 1, 2, 3, 4, 5], {
              minLength: 6,
              maxLength: 6,
            }),
          }),
        ),
        async ({ runs, order }) => {
          await clearTables(knex);
          await send(runs, 'mlflow');
          const expected = { tops: await tops(), sweeps: await sweeps() };
          await clearTables(knex);
          await send(
            order.map(index => runs[index]!),
            'mlflow',
          );
          expect({ tops: await tops(), sweeps: await sweeps() }).toEqual(
            expected,
          );
          await new RunModelFixture(knex).rebuild();
          expect({ tops: await tops(), sweeps: await sweeps() }).toEqual(
            expected,
          );
        },
      ),
      { numRuns: 15 },
    );
  });
});
