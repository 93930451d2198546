import { Entity } from '@backstage/catalog-model';
import { TestDatabases } from '@backstage/backend-test-utils';
import {
  component,
  Person,
  startOfferings,
} from './__testUtils__/startOfferings';

jest.setTimeout(120_000);

const databases = TestDatabases.create({ ids: ['POSTGRES_18'] });

const from = (url: string, entity: Entity): Entity => ({
  ...entity,
  metadata: {
    ...entity.metadata,
    annotations: {
      ...entity.metadata.annotations,
      'backstage.io/managed-by-origin-location': `url:${url}`,
    },
  },
  relations: [
    { type: 'ownedBy', targetRef: `group:default/${entity.spec?.owner}` },
  ],
});

const OWN = 'https://git.example.com/lanes/catalog-info.yaml';
const SHARED = 'https://git.example.com/both/catalog-info.yaml';
const FOREIGN = 'https://git.example.com/maps/catalog-info.yaml';
const LOCATIONS = [
  { id: 'own', type: 'url', target: OWN },
  { id: 'shared', type: 'url', target: SHARED },
  { id: 'foreign', type: 'url', target: FOREIGN },
  { id: 'empty', type: 'url', target: 'https://git.example.com/faulty.yaml' },
  { id: 'configured', type: 'file', target: '/srv/all.yaml' },
];

describe('imported files', () => {
  let portal: Awaited<ReturnType<typeof startOfferings>>;
  beforeEach(async () => {
    portal = await startOfferings(await databases.init('POSTGRES_18'), {
      entities: [
        from(OWN, component('lane-net', 'lanes')),
        from(OWN, component('lane-eval', 'lanes')),
        from(SHARED, component('lane-map', 'lanes')),
        from(SHARED, component('map-net', 'maps')),
        from(FOREIGN, component('map-tiles', 'maps')),
      ],
      locations: [...LOCATIONS],
    });
  });
  afterEach(async () => await portal.backend.stop());

  const left = () => portal.catalog.locations.map(({ id }) => id);
  const remove = (id: string, as?: Person) =>
    portal.remove(`/imported-files/${id}`, as);

  it('lists those that describe something of the caller, with whose they are', async () => {
    const { status, body } = await portal.get('/imported-files');
    expect(status).toBe(200);
    expect(body.items).toEqual([
      {
        id: 'own',
        url: OWN,
        entities: ['component:default/lane-net', 'component:default/lane-eval'],
        owners: ['group:default/lanes'],
        canRemove: true,
      },
      {
        id: 'shared',
        url: SHARED,
        entities: ['component:default/lane-map', 'component:default/map-net'],
        owners: ['group:default/lanes', 'group:default/maps'],
        canRemove: false,
      },
    ]);
    expect((await portal.get('/imported-files', 'tom')).body.items).toEqual([]);
  });

  it('lets those remove one to whose teams all of it belongs, and leaves an audit event', async () => {
    expect((await remove('own')).status).toBe(204);
    expect(left()).not.toContain('own');
    expect(portal.audits).toContain('imported-file-remove succeeded');
    expect((await remove('own')).status).toBe(404);
  });

  it.each(['shared', 'foreign', 'empty'])(
    'refuses to remove the %s one, says who can, and lets MLI leads',
    async id => {
      const { status, body } = await remove(id);
      expect(status).toBe(403);
      expect(body.error.message).toMatch(
        id === 'empty'
          ? /only MLI leads can/
          : /components of .*group:default\/maps.*MLI leads/,
      );
      expect(left()).toContain(id);
      expect(portal.audits).toContain('imported-file-remove failed');
      expect((await remove(id, 'hana')).status).toBe(204);
      expect(left()).not.toContain(id);
    },
  );

  it('does not touch what the configuration names', async () => {
    const { status, body } = await remove('configured', 'hana');
    expect(status).toBe(400);
    expect(body.error.message).toMatch(/configuration/);
    expect(left()).toContain('configured');
  });
});
