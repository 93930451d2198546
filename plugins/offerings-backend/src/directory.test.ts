import { TestDatabases } from '@backstage/backend-test-utils';
import { actionsRegistryServiceMock } from '@backstage/backend-test-utils/alpha';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import { Entity } from '@backstage/catalog-model';
import { startOfferings } from './__testUtils__/startOfferings';
import { registerOfferingActions } from './actions/offeringActions';
import { DocumentationRenderer } from './service/DocumentationRenderer';
import { DatabaseOfferingHistoryStore } from './store/DatabaseOfferingHistoryStore';
import { migrate } from './store/migrate';
import { followOfferings } from './tasks/followOfferings';

jest.setTimeout(120_000);

const databases = TestDatabases.create({ ids: ['POSTGRES_18'] });

const offering = (name: string, spec: Entity['spec'] = {}): Entity => ({
  apiVersion: 'mli.internal/v1alpha1',
  kind: 'Offering',
  metadata: { name, title: name },
  spec,
});
const QUEUE = 'offering:default/queue';

describe('the history of offerings', () => {
  it('tells each change once, and what came and went', async () => {
    const knex = await databases.init('POSTGRES_18');
    await migrate(knex);
    const history = DatabaseOfferingHistoryStore.create(knex);
    const auth = mockServices.auth();
    const see = (...entities: Entity[]) =>
      followOfferings({
        auth,
        catalog: catalogServiceMock({ entities }),
        history,
      });

    await see(offering('queue', { lifecycle: 'beta' }));
    await Promise.all(
      [1, 2].map(() =>
        see(offering('queue', { lifecycle: 'ga' }), offering('desk')),
      ),
    );
    await see(offering('desk'));
    await see(offering('queue', { lifecycle: 'ga' }), offering('desk'));
    // A catalog that is not filled yet tells nothing.
    await see();

    expect(
      (await history.changesOf(QUEUE, 10)).map(change => [
        change.kind,
        change.sentences,
      ]),
    ).toEqual([
      ['added', []],
      ['removed', []],
      ['changed', ['Lifecycle: ga, before beta']],
      ['added', []],
    ]);
    const firstSeen = await history.firstSeen();
    expect([...firstSeen.keys()].sort()).toEqual([
      'offering:default/desk',
      QUEUE,
    ]);
  });
});

describe('GET /changes, /first-seen and /documentation', () => {
  it('answers readers, and refuses what is not an offering they see', async () => {
    const knex = await databases.init('POSTGRES_18');
    const portal = await startOfferings(knex);
    await DatabaseOfferingHistoryStore.create(knex).append(() => [
      { ref: QUEUE, fields: {}, kind: 'added', sentences: [] },
    ]);
    const changes = await portal.get('/changes?offering=queue');
    expect([changes.status, changes.body]).toEqual([
      200,
      {
        items: [
          {
            offering: QUEUE,
            kind: 'added',
            sentences: [],
            seenAt: expect.any(String),
          },
        ],
      },
    ]);
    expect((await portal.get('/changes?offering=a:b:c')).status).toBe(400);
    expect((await portal.get('/changes')).status).toBe(400);
    expect((await portal.get('/first-seen')).body.items).toEqual([
      { offering: QUEUE, firstSeenAt: expect.any(String) },
    ]);
    expect((await portal.get('/documentation')).body).toEqual({
      canRender: expect.any(Boolean),
    });
  });
});

describe('DocumentationRenderer', () => {
  it('looks whether the command runs, and looks again after a minute', async () => {
    let now = 0;
    const missing = new DocumentationRenderer({
      command: '/nowhere/mkdocs',
      now: () => now,
    });
    expect(await missing.isThere()).toBe(false);
    now += 61_000;
    expect(await missing.isThere()).toBe(false);
    const there = new DocumentationRenderer({ command: process.execPath });
    expect(await there.isThere()).toBe(true);
  });
});

describe('the actions of an assistant', () => {
  const registry = actionsRegistryServiceMock();
  registerOfferingActions({
    actionsRegistry: registry,
    catalog: catalogServiceMock({
      entities: [
        offering('queue', {
          problem: 'Jobs wait for GPUs',
          stages: ['training'],
        }),
        offering('labels', { problem: 'Labels take weeks', stages: ['data'] }),
      ],
    }),
  });
  const credentials = mockCredentials.user();
  const find = async (input: object) => {
    const { output } = await registry.invoke({
      id: 'test:find-offerings',
      input,
      credentials,
    });
    return output;
  };

  it.each([
    [{ problem: 'we are waiting for gpus all day' }, ['queue']],
    [{ stage: 'data' }, ['labels']],
    [{ problem: 'gpus', stage: 'data' }, []],
    [{}, ['labels', 'queue']],
  ])('find-offerings %j', async (input, expected) => {
    expect(await find(input)).toEqual({
      offerings: expected.map(title => expect.objectContaining({ title })),
    });
  });

  it('get-offering tells everything, or what there is instead', async () => {
    const get = (ref: string) =>
      registry.invoke({
        id: 'test:get-offering',
        input: { offering: ref },
        credentials,
      });
    expect((await get('queue')).output).toMatchObject({
      ref: QUEUE,
      spec: { problem: 'Jobs wait for GPUs' },
    });
    await expect(get('nothing')).rejects.toThrow(/find-offerings lists those/);
    await expect(get('a:b:c')).rejects.toThrow(/not the ref of an Offering/);
  });
});
