import { TestDatabases } from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import fc from 'fast-check';
import type { Knex } from 'knex';
import { component, maturity } from '../testing/fixtures';
import {
  migrate,
  NUMBERS,
  observation,
  storeDefinitions,
  storeFacts,
  storeSubjects,
} from '../testing/store';
import { CelEvaluator } from '../cel/CelEvaluator';
import { EvaluationService } from './EvaluationService';

const databases = TestDatabases.create({ ids: ['POSTGRES_18'] });

jest.setTimeout(120_000);

function scorecard(threshold: number, name = 'card'): Entity {
  const definition = maturity({
    levels: [{ name: 'one' }, { name: 'two' }],
    checks: [
      {
        id: 'both',
        title: 'a and b',
        level: 'one',
        rule: {
          all: [
            { fact: 'a', operator: 'atLeast', value: threshold },
            { not: { fact: 'b', operator: 'equals', value: 1 } },
          ],
        },
      },
      {
        id: 'any',
        title: 'b or c',
        level: 'two',
        rule: {
          any: [
            { fact: 'b', operator: 'atLeast', value: threshold },
            { fact: 'c', operator: 'exists' },
          ],
        },
      },
    ],
  });
  return { ...definition, metadata: { name, namespace: 'default' } };
}

async function start(entities: readonly Entity[] = [component('x', 'lanes')]) {
  const knex = await databases.init('POSTGRES_18');
  await migrate(knex);
  await storeDefinitions(knex, [scorecard(1)]);
  await storeSubjects(knex, entities);
  const evaluation = new EvaluationService({
    database: knex,
    registry: NUMBERS,
    cel: new CelEvaluator(),
  });
  return { knex, evaluation };
}

/** What holds now, without the times at which it came to hold. */
async function current(knex: Knex) {
  const results = await knex('result')
    .orderBy(['scorecard_ref', 'entity_ref', 'check_id'])
    .select(
      'scorecard_ref',
      'entity_ref',
      'check_id',
      'version',
      'state',
      'reason',
      'value',
      'team_ref',
      'observed_at',
    );
  const levels = await knex('level')
    .orderBy(['scorecard_ref', 'entity_ref'])
    .select(
      'scorecard_ref',
      'entity_ref',
      'version',
      'rank',
      'missing',
      'passing',
      'failing',
      'no_data',
      'team_ref',
    );
  return { results, levels };
}

describe('EvaluationService', () => {
  it('writes only what changed, and keeps what was', async () => {
    const { knex, evaluation } = await start();
    await storeFacts(knex, [
      observation('x', 'a', 1),
      observation('x', 'b', 0),
    ]);
    expect(await evaluation.evaluate()).toMatchObject({
      scorecards: 1,
      entities: 1,
      results: 2,
      resultsChanged: 2,
      levelsChanged: 1,
    });
    expect(await evaluation.evaluate()).toMatchObject({
      resultsChanged: 0,
      resultsEnded: 0,
      levelsChanged: 0,
    });
    expect(await knex('result_history').select()).toEqual([]);

    const later = new Date(Date.now() + 1_000);
    await storeFacts(knex, [observation('x', 'a', 0, later)]);
    expect(await evaluation.evaluate(['component:default/x'])).toMatchObject({
      resultsChanged: 1,
      levelsChanged: 1,
    });
    const [former] = await knex('result_history').select();
    const now = await knex('result').where({ check_id: 'both' }).first();
    expect(former).toMatchObject({
      check_id: 'both',
      state: 'pass',
      version: 1,
    });
    expect(now).toMatchObject({ state: 'fail' });
    expect(former.valid_to).toEqual(now.valid_from);
  });

  it('evaluates only the scorecards that read a changed fact, of the entity it is about', async () => {
    const { knex, evaluation } = await start([
      component('x', 'lanes'),
      component('y', 'lanes'),
    ]);
    const onlyC = maturity({
      levels: [{ name: 'one' }],
      checks: [
        {
          id: 'c',
          title: 'c',
          level: 'one',
          rule: { fact: 'c', operator: 'atLeast', value: 1 },
        },
      ],
    });
    const other = {
      ...onlyC,
      metadata: { name: 'other', namespace: 'default' },
    };
    await storeDefinitions(knex, [scorecard(1), other]);
    await evaluation.evaluate();
    await storeFacts(knex, [
      observation('x', 'a', 1),
      observation('x', 'c', 1),
      observation('y', 'c', 1),
    ]);
    const x = 'component:default/x';
    expect(
      await evaluation.evaluateChanged(new Map([[x, new Set(['a'])]])),
    ).toMatchObject({ scorecards: 1, entities: 1, results: 2 });
    const stateOfC = async () =>
      knex('result')
        .where({ check_id: 'c' })
        .orderBy('entity_ref')
        .pluck('state');
    expect(await stateOfC()).toEqual(['no-data', 'no-data']);
    expect(
      await evaluation.evaluateChanged(
        new Map([
          [x, new Set(['nobody.reads'])],
          ['component:default/y', new Set(['c'])],
        ]),
      ),
    ).toMatchObject({ scorecards: 2, entities: 1, results: 3 });
    expect(await stateOfC()).toEqual(['no-data', 'pass']);
    await evaluation.evaluate();
    expect(await stateOfC()).toEqual(['pass', 'pass']);
  });

  it('moves the time of a fact seen again without a row of history', async () => {
    const { knex, evaluation } = await start();
    const first = new Date('2026-11-01T00:00:00Z');
    await storeFacts(knex, [
      observation('x', 'a', 1, first),
      observation('x', 'b', 0, first),
    ]);
    await evaluation.evaluate();
    const second = new Date('2026-11-02T00:00:00Z');
    await storeFacts(knex, [observation('x', 'a', 1, second)]);
    expect(await evaluation.evaluate()).toMatchObject({ resultsChanged: 0 });
    const row = await knex('result').where({ check_id: 'both' }).first();
    expect(row.observed_at).toEqual(second);
    expect(await knex('result_history').select()).toEqual([]);
  });

  it('ends the results of entities and definitions that have gone', async () => {
    const { knex, evaluation } = await start([
      component('x', 'lanes'),
      component('y', 'lanes'),
    ]);
    await evaluation.evaluate();
    await storeSubjects(knex, [component('y', 'lanes')]);
    expect(await evaluation.evaluate()).toMatchObject({ resultsEnded: 2 });
    await storeDefinitions(knex, []);
    expect(await evaluation.evaluate()).toMatchObject({
      resultsEnded: 2,
      scorecards: 0,
    });
    expect(await current(knex)).toEqual({ results: [], levels: [] });
    expect(await knex('result_history').select()).toHaveLength(4);
    expect(await knex('level_history').select()).toHaveLength(2);
  });

  it('keeps the version and the team of their time', async () => {
    const { knex, evaluation } = await start();
    await evaluation.evaluate();
    await storeSubjects(knex, [component('x', 'maps')]);
    await evaluation.evaluate();
    await storeDefinitions(knex, [scorecard(2)]);
    await evaluation.evaluate();
    const past = await knex('result_history')
      .where({ check_id: 'any' })
      .orderBy('valid_from');
    expect(past.map(row => [row.version, row.team_ref])).toEqual([
      [1, 'group:default/lanes'],
      [1, 'group:default/maps'],
    ]);
    const { results } = await current(knex);
    expect(results[0]).toMatchObject({
      version: 2,
      team_ref: 'group:default/maps',
    });
  });

  it('takes a definition that comes back unchanged as the version it was', async () => {
    const { knex } = await start();
    await storeDefinitions(knex, []);
    await storeDefinitions(knex, [scorecard(1)]);
    await storeDefinitions(knex, [scorecard(2)]);
    await storeDefinitions(knex, [scorecard(1)]);
    const versions = await knex('definition_version')
      .orderBy('version')
      .select('version', 'valid_to');
    expect(versions).toEqual([
      { version: 1, valid_to: expect.any(Date) },
      { version: 2, valid_to: expect.any(Date) },
      { version: 3, valid_to: null },
    ]);
  });

  it('needs as many statements for many entities and checks as for few', async () => {
    const count = async (size: number, cards: number) => {
      const names = Array.from({ length: size }, (_, index) => `e${index}`);
      const { knex, evaluation } = await start(
        names.map(name => component(name, 'lanes')),
      );
      await storeDefinitions(
        knex,
        Array.from({ length: cards }, (_, index) =>
          scorecard(1, `card${index}`),
        ),
      );
      await storeFacts(
        knex,
        names.map(name => observation(name, 'a', 1)),
      );
      const counts: number[] = [];
      const evaluateCounted = async () => {
        let statements = 0;
        const onQuery = () => {
          statements += 1;
        };
        knex.on('query', onQuery);
        await evaluation.evaluate();
        knex.off('query', onQuery);
        counts.push(statements);
      };
      await evaluateCounted();
      const later = new Date(Date.now() + 1_000);
      await storeFacts(
        knex,
        names.map(name => observation(name, 'a', 0, later)),
      );
      await evaluateCounted();
      await evaluateCounted();
      return counts;
    };
    const few = await count(1, 1);
    expect(await count(300, 4)).toEqual(few);
    expect(Math.max(...few)).toBeLessThan(20);
  });

  it('gives one result when several back ends evaluate at once', async () => {
    const { knex, evaluation } = await start([
      component('x', 'lanes'),
      component('y', 'lanes'),
    ]);
    await storeFacts(knex, [
      observation('x', 'a', 1),
      observation('x', 'b', 0),
    ]);
    const other = new EvaluationService({
      database: knex,
      registry: NUMBERS,
      cel: new CelEvaluator(),
    });
    const summaries = await Promise.all([
      evaluation.evaluate(),
      other.evaluate(),
      evaluation.evaluate(['component:default/x']),
      other.evaluate(['component:default/y']),
    ]);
    const written = summaries.reduce(
      (sum, summary) => sum + summary.resultsChanged,
      0,
    );
    expect(written).toBe(4);
    expect(await knex('result_history').select()).toEqual([]);
  });

  it('evaluates entity by entity to the same as all at once, and anew to the same again', async () => {
    const names = ['x', 'y', 'z'];
    const steps = fc.array(
      fc.oneof(
        fc.record({
          entity: fc.constantFrom(...names),
          fact: fc.constantFrom('a', 'b', 'c'),
          value: fc.integer({ min: 0, max: 2 }),
        }),
        fc.record({ threshold: fc.integer({ min: 0, max: 2 }) }),
        fc.record({ present: fc.subarray(names, { minLength: 1 }) }),
      ),
      { minLength: 1, maxLength: 8 },
    );
    const { knex, evaluation } = await start(
      names.map(name => component(name, 'lanes')),
    );
    // As after every new definition; entities that nobody names below have their results from here.
    await evaluation.evaluate();
    let at = Date.now() - 3_600_000;
    await fc.assert(
      fc.asyncProperty(steps, async run => {
        for (const step of run) {
          at += 10;
          if ('entity' in step) {
            const { entity, fact, value } = step;
            await storeFacts(knex, [
              observation(entity, fact, value, new Date(at)),
            ]);
            await evaluation.evaluate([`component:default/${entity}`]);
          } else if ('threshold' in step) {
            await storeDefinitions(knex, [scorecard(step.threshold)]);
            await evaluation.evaluate();
          } else {
            await storeSubjects(
              knex,
              step.present.map(name => component(name, 'lanes')),
            );
            await evaluation.evaluate(
              names.map(name => `component:default/${name}`),
            );
          }
        }
        const live = await current(knex);
        await evaluation.evaluate();
        expect(await current(knex)).toEqual(live);
        await knex.raw('truncate result, level');
        await evaluation.evaluate();
        expect(await current(knex)).toEqual(live);
      }),
      {
        numRuns: 25,
        examples: [[[{ entity: 'x', fact: 'c', value: 1 }]]],
      },
    );
  });
});
