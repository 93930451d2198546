import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import type { CollectedFact, FactSource } from '@mli/plugin-scorecards-node';
import { buildRegistry } from '../sources/buildRegistry';
import { CatalogFactSource } from '../sources/CatalogFactSource';
import { component, group, maturity } from '../testing/fixtures';
import { migrate } from '../testing/store';
import { CollectionService } from './CollectionService';

const databases = TestDatabases.create({ ids: ['POSTGRES_18'] });

jest.setTimeout(60_000);

/** A source whose next answer the test decides. */
class TestSource implements FactSource {
  readonly id = 'test';
  readonly facts = [
    {
      id: 'test.size',
      title: 'size',
      description: '',
      type: 'number',
      kinds: ['component'],
      visibility: 'catalog',
    },
  ] as const;
  answer: readonly CollectedFact[] | Error = [];

  async collect() {
    if (this.answer instanceof Error) {
      throw this.answer;
    }
    return this.answer;
  }
}

const size = (value: unknown, observedAt?: string): CollectedFact => ({
  entity: 'component:default/x',
  fact: 'test.size',
  state: 'ok',
  value: value as number, // a source may break its promise; that is what is tested
  ...(observedAt && { observedAt: new Date(observedAt) }),
});

async function start(
  entities: Entity[] = [group('lanes'), component('x', 'lanes'), maturity()],
) {
  const knex = await databases.init('POSTGRES_18');
  await migrate(knex);
  const source = new TestSource();
  const sources = [new CatalogFactSource(), source];
  const catalog = catalogServiceMock({ entities });
  const stream = jest.spyOn(catalog, 'streamEntities');
  const collection = new CollectionService({
    auth: mockServices.auth(),
    catalog,
    database: knex,
    logger: mockServices.logger.mock(),
    registry: buildRegistry(sources, []),
    sources,
  });
  const fact = () => knex('fact').where({ fact_id: 'test.size' }).first();
  const history = async () =>
    (
      await knex('fact_history')
        .where({ fact_id: 'test.size' })
        .orderBy('observed_at')
    ).map(row => [row.state, row.number_value]);
  return { knex, source, collection, stream, fact, history };
}

describe('CollectionService', () => {
  it('reads definitions, subjects and facts, the catalog in two streams', async () => {
    const { knex, collection, stream } = await start();
    await collection.collect();
    expect(stream).toHaveBeenCalledTimes(2);
    expect(stream.mock.calls[1]?.[0]?.fields).toEqual(
      expect.arrayContaining(['kind', 'metadata', 'spec.type']),
    );
    expect(
      await knex('subject')
        .orderBy('entity_ref')
        .select('entity_ref', 'kind', 'team_ref'),
    ).toEqual([
      {
        entity_ref: 'component:default/x',
        kind: 'component',
        team_ref: 'group:default/lanes',
      },
      {
        entity_ref: 'group:default/lanes',
        kind: 'group',
        team_ref: 'group:default/lanes',
      },
    ]);
    const facts = await knex('fact')
      .orderBy(['entity_ref', 'fact_id'])
      .select('entity_ref', 'fact_id');
    expect(facts.map(row => `${row.entity_ref} ${row.fact_id}`)).toEqual([
      'component:default/x catalog.description.length',
      'component:default/x catalog.owner.known',
      'group:default/lanes catalog.description.length',
      'group:default/lanes catalog.members.count',
    ]);
  });

  it('writes nothing anew while nothing changes', async () => {
    const { knex, source, collection } = await start();
    source.answer = [size(1)];
    await collection.collect();
    const before = await knex('fact')
      .orderBy(['entity_ref', 'fact_id'])
      .select('*', knex.raw('xmin::text'));
    const subjects = await knex('subject')
      .orderBy('entity_ref')
      .select(knex.raw('xmin::text'));
    await collection.collect();
    expect(
      await knex('fact')
        .orderBy(['entity_ref', 'fact_id'])
        .select('*', knex.raw('xmin::text')),
    ).toEqual(before);
    expect(
      await knex('subject')
        .orderBy('entity_ref')
        .select(knex.raw('xmin::text')),
    ).toEqual(subjects);
  });

  it('keeps the history of a fact until nobody reports it', async () => {
    const { source, collection, fact, history } = await start();
    for (const answer of [[size(1)], [size(1)], [size(2)], []]) {
      source.answer = answer;
      await collection.collect();
    }
    expect(await fact()).toBeUndefined();
    expect(await history()).toEqual([
      ['ok', 1],
      ['ok', 2],
      ['no-data', null],
    ]);
  });

  it('believes a source that changes its mind about a moment it has told about', async () => {
    const { source, collection, fact } = await start();
    source.answer = [size(1, '2026-11-01T00:00:00Z')];
    await collection.collect();
    source.answer = [size(2, '2026-11-01T00:00:00Z')];
    await collection.collect();
    expect(await fact()).toMatchObject({ number_value: 2 });
    source.answer = [size(2, '2026-11-02T00:00:00Z')];
    await collection.collect();
    expect(await fact()).toMatchObject({ number_value: 2 });
  });

  it('keeps the facts of a source that fails, and those of the others come in', async () => {
    const { knex, source, collection, fact } = await start();
    source.answer = [size(1)];
    await collection.collect();
    source.answer = new Error('the scanner is down');
    await collection.collect();
    expect(await fact()).toMatchObject({ number_value: 1 });
    const sources = await knex('fact_source')
      .orderBy('id')
      .select('id', 'error');
    expect(sources).toEqual([
      { id: 'catalog', error: null },
      { id: 'test', error: 'Error: the scanner is down' },
    ]);
  });

  it('makes a value that breaks its schema no data, with the reason', async () => {
    const { source, collection, fact } = await start();
    for (const odd of ['three', NaN, null, { a: 1 }]) {
      source.answer = [size(odd)];
      await collection.collect();
      expect(await fact()).toMatchObject({
        state: 'no-data',
        reason: 'its source gave a value that must be a finite number',
      });
    }
  });

  it('keeps the last good version of a definition that breaks, and says what is wrong', async () => {
    const { knex, collection } = await start();
    await collection.collect();
    const broken = { ...maturity(), spec: { owner: 'group:x' } };
    const again = new CollectionService({
      auth: mockServices.auth(),
      catalog: catalogServiceMock({
        entities: [component('x', 'lanes'), broken],
      }),
      database: knex,
      logger: mockServices.logger.mock(),
      registry: buildRegistry([], []),
      sources: [],
    });
    await again.collect();
    const definition = await knex('definition').first();
    expect(definition.present).toBe(true);
    expect(definition.faults.length).toBeGreaterThan(0);
    expect(await knex('definition_version').first()).toMatchObject({
      version: 1,
      valid_to: null,
    });
  });
});
