import { setTimeout } from 'node:timers/promises';
import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { Knex } from 'knex';
import { organisationOf } from '../core/organisation/records';
import { Organisation } from '../core/organisation/types';
import { migrate } from '../store/migrate';
import { clearTables } from '../__testUtils__/RunFixtures';
import { DatabaseOrganisationStore } from './DatabaseOrganisationStore';
import { OrganisationService } from './OrganisationService';

jest.setTimeout(120_000);

const databases = TestDatabases.create({ ids: ['POSTGRES_18'] });

const team = (name: string) => ({
  ref: `group:default/${name}`,
  title: name,
  type: 'customer-team',
  role: 'customer' as const,
});
const component = (owner: string) => ({
  ref: 'component:default/trainer',
  type: 'training-pipeline',
  owner: `group:default/${owner}`,
  stage: 'training',
  adopts: ['offering:default/store'],
  patterns: [{ field: 'job' as const, glob: 'airflow/*' }],
});
const offering = {
  ref: 'offering:default/store',
  title: 'Store',
  stages: ['features'],
  telemetry: [{ source: 'openlineage', jobNamespace: 'feast*' }],
  audience: { filter: { kind: 'group', all: [1, null] } },
  expectedDays: 2.5,
  lifecycle: 'ga',
};
const FIRST = organisationOf({
  units: [team('lanes'), { ...team('signs'), parent: 'group:default/lanes' }],
  aliases: [{ aliasHash: 'ab', actorHash: 'cd', kind: 'person' }],
  members: [{ actorHash: 'cd', unit: 'group:default/lanes' }],
  components: [component('lanes')],
  offerings: [offering],
  declarations: [
    {
      team: 'group:default/lanes',
      offering: 'offering:default/store',
      state: 'adopted',
    },
  ],
});

describe('OrganisationService', () => {
  let knex: Knex;
  let current: Organisation;

  beforeAll(async () => {
    knex = await databases.init('POSTGRES_18');
    await migrate(knex);
  });

  beforeEach(async () => {
    await clearTables(knex);
    current = FIRST;
  });

  afterAll(async () => await knex.destroy());

  async function start(
    options: {
      grantedTo?: [string, string[]][];
      read?: () => Organisation;
    } = {},
  ): Promise<OrganisationService> {
    return await OrganisationService.create({
      store: DatabaseOrganisationStore.create(knex),
      reader: { read: async () => (options.read ?? (() => current))() },
      logger: mockServices.logger.mock(),
      grantedTo: new Map(options.grantedTo),
      firstReadingPauseMs: 0,
    });
  }

  it('writes what it reads, and another process loads the same', async () => {
    const service = await start();
    expect(service.version).toBe(0);
    expect(await service.refresh()).toEqual({ status: 'saved', version: 1 });

    const other = await start();
    expect(other.version).toBe(1);
    expect(other.organisation).toEqual(FIRST);
    expect(await other.refresh()).toEqual({ status: 'unchanged', version: 1 });
    expect(await knex('organisation_version')).toHaveLength(1);
  });

  it('keeps history: first rows from the beginning, later ones from when they were seen', async () => {
    const service = await start();
    await service.refresh();
    current = {
      ...FIRST,
      ...organisationOf({
        units: [team('lanes'), team('maps')],
        members: [
          { actorHash: 'cd', unit: 'group:default/maps' },
          { actorHash: 'ef', unit: 'group:default/maps' },
        ],
        components: [component('maps')],
      }),
    };
    await service.refresh();

    const history = async (table: string, key: string) =>
      (
        await knex.raw<{ rows: Record<string, unknown>[] }>(
          `select ${key} as key, valid_from = 'epoch' as first, valid_to is null as now from ${table}
           order by key, valid_from`,
        )
      ).rows.map(
        row =>
          `${row.key} ${row.first ? 'first' : 'later'}${row.now ? ' now' : ''}`,
      );

    expect(await history('organisation_unit', 'unit_ref')).toEqual([
      'group:default/lanes first now',
      'group:default/maps first now',
      'group:default/signs first',
    ]);
    expect(
      await history(
        'organisation_member',
        `encode(actor_hash, 'hex') || ' ' || unit_ref`,
      ),
    ).toEqual([
      'cd group:default/lanes first',
      'cd group:default/maps later now',
      'ef group:default/maps first now',
    ]);
    expect(await history('organisation_component', 'owner_ref')).toEqual([
      'group:default/lanes first',
      'group:default/maps later now',
    ]);
    expect(await history('organisation_declaration', 'team_ref')).toEqual([
      'group:default/lanes later',
    ]);
    const gaps = await knex.raw(
      `select from organisation_component a join organisation_component b using (component_ref)
       where a.valid_to = b.valid_from`,
    );
    expect(gaps.rows).toHaveLength(1);
  });

  it('dates declarations from when they were seen', async () => {
    const service = await start();
    await service.refresh();
    const rows = await knex('organisation_declaration').whereRaw(
      `valid_from > now() - interval '1 hour'`,
    );
    expect(rows).toHaveLength(1);
  });

  it('comes back with what went', async () => {
    const service = await start();
    await service.refresh();
    current = { ...FIRST, components: new Map() };
    await service.refresh();
    current = FIRST;
    await service.refresh();
    expect(service.organisation).toEqual(FIRST);
    expect(await knex('organisation_component')).toHaveLength(2);
    expect((await start()).organisation).toEqual(FIRST);
  });

  it('follows what another back end wrote', async () => {
    const [one, other] = [await start(), await start()];
    await one.refresh();
    expect(other.version).toBe(0);
    await other.follow();
    expect(other.version).toBe(1);
    expect(
      other.decide([
        {
          sourceName: 's',
          sourceKind: 'openlineage',
          namespace: 'airflow',
          name: 'x',
          repository: '',
          experiment: '',
          saidTeam: '',
          saidComponent: '',
          saidOfferings: [],
        },
      ])[0],
    ).toMatchObject({ team: 'group:default/lanes', stage: 'training' });
    expect(other.findAccount('ab')).toMatchObject({
      actorHash: 'cd',
      kind: 'person',
    });
    expect(other.findAccount('00')).toBeUndefined();
  });

  it('writes once when several back ends refresh at the same time', async () => {
    const services = await Promise.all([start(), start(), start(), start()]);
    await Promise.all(services.map(service => service.refresh()));
    expect(await knex('organisation_version')).toHaveLength(1);
    expect(await knex('organisation_unit')).toHaveLength(2);
  });

  it('does not let an older reading overwrite a newer one', async () => {
    const store = DatabaseOrganisationStore.create(knex);
    const readAt = await store.now();
    await setTimeout(5);
    const newer = {
      organisation: FIRST,
      digest: '',
      readAt: await store.now(),
    };
    expect((await store.save(newer)).status).toBe('saved');
    expect(
      (
        await store.save({
          ...newer,
          organisation: { ...FIRST, units: new Map() },
          readAt,
        })
      ).status,
    ).toBe('outdated');
    expect((await store.load()).organisation).toEqual(FIRST);
  });

  it('waits for a catalog that is still being filled, the first time', async () => {
    const readings = [
      { ...FIRST, components: new Map() },
      { ...FIRST, offerings: new Map() },
      FIRST,
      FIRST,
    ];
    const service = await start({ read: () => readings.shift() ?? FIRST });
    await service.refresh();
    expect(service.version).toBe(1);
    expect(service.organisation).toEqual(FIRST);
    expect(await knex('organisation_component')).toHaveLength(1);
  });

  it('keeps what it knows when the catalog is empty', async () => {
    const service = await start();
    current = organisationOf({});
    expect(await service.refresh()).toEqual({ status: 'empty', version: 0 });
    current = FIRST;
    await service.refresh();
    current = organisationOf({});
    expect(await service.refresh()).toEqual({ status: 'empty', version: 1 });
    expect(service.organisation).toEqual(FIRST);
  });

  it('makes a new version when grants change, so that everything is decided again', async () => {
    const store = DatabaseOrganisationStore.create(knex);
    await (await start()).refresh();
    await store.markDecided(1);
    expect(await store.owedVersion()).toBeUndefined();

    const service = await start({
      grantedTo: [['s', ['group:default/lanes']]],
    });
    expect(await service.refresh()).toEqual({ status: 'saved', version: 2 });
    expect(await store.owedVersion()).toBe(2);
    expect(await knex('organisation_unit')).toHaveLength(2);
  });
});
