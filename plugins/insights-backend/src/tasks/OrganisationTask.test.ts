import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { Knex } from 'knex';
import { clearTables, RunFixtures } from '../__testUtils__/RunFixtures';
import { organisationOf } from '../core/organisation/records';
import { Organisation } from '../core/organisation/types';
import { DatabaseOrganisationStore } from '../organisation/DatabaseOrganisationStore';
import { OrganisationService } from '../organisation/OrganisationService';
import { Reattribution } from '../organisation/Reattribution';
import { DatabaseAttributionStore } from '../store/attribution/DatabaseAttributionStore';
import { migrate } from '../store/migrate';
import { OrganisationTask } from './OrganisationTask';

jest.setTimeout(120_000);

const databases = TestDatabases.create({ ids: ['POSTGRES_18'] });

const LANES = 'group:default/lanes';
const CATALOG: Organisation = organisationOf({
  units: [
    { ref: LANES, title: 'Lanes', type: 'customer-team', role: 'customer' },
  ],
});

describe('OrganisationTask', () => {
  let knex: Knex;
  let fixtures: RunFixtures;
  const logger = mockServices.logger.mock();

  beforeAll(async () => {
    knex = await databases.init('POSTGRES_18');
    await migrate(knex);
  });
  beforeEach(async () => {
    await clearTables(knex);
    fixtures = new RunFixtures(knex);
  });
  afterAll(async () => await knex.destroy());

  async function start(
    options: {
      attributions?: DatabaseAttributionStore;
      read?: () => Organisation;
    } = {},
  ) {
    const store = DatabaseOrganisationStore.create(knex);
    const service = await OrganisationService.create({
      store,
      reader: { read: async () => (options.read ?? (() => CATALOG))() },
      logger,
      grantedTo: new Map(),
      firstReadingPauseMs: 0,
    });
    return new OrganisationTask({
      service,
      store,
      logger,
      reattribution: new Reattribution({
        store: options.attributions ?? DatabaseAttributionStore.create(knex),
        attributor: service,
        logger,
        onMarked: () => {},
      }),
    });
  }

  async function unattributed(name: string): Promise<void> {
    await fixtures.subject(name, { saidTeam: 'lanes' });
    await fixtures.decide({ subject: name, team: '' });
  }
  const teams = async () =>
    await knex('attribution').orderBy('subject_id').pluck('team_ref');

  it('attributes again what the new organisation knows', async () => {
    await unattributed('a');
    await (await start()).run();
    expect(await teams()).toEqual([LANES]);
    expect(await knex('organisation_version').whereNull('decided_at')).toEqual(
      [],
    );
  });

  it('owes what it could not finish to the next round, also after a restart', async () => {
    await unattributed('a');
    const broken = DatabaseAttributionStore.create(knex);
    jest
      .spyOn(broken, 'apply')
      .mockRejectedValue(new Error('the database went away'));
    const task = await start({ attributions: broken });
    await expect(task.run()).rejects.toThrow('went away');
    expect(await teams()).toEqual(['']);

    await (await start()).run();
    expect(await teams()).toEqual([LANES]);
  });

  it('decides once more about what another back end has just decided by an older organisation', async () => {
    const task = await start();
    await task.run();
    await unattributed('late');
    await unattributed('long-ago');
    await knex('attribution_subject')
      .where({ id: await fixtures.subject('long-ago') })
      .update({ created_at: knex.raw(`now() - interval '1 hour'`) });
    await task.run();
    expect(await teams()).toEqual([LANES, '']);
  });

  it('says that the catalog could not be read, and goes on with what it knows', async () => {
    const task = await start({
      read: () => {
        throw new Error('the catalog is away');
      },
    });
    task.poke();
    await expect(task.run()).rejects.toThrow('away');
    expect(logger.warn).toHaveBeenCalledWith(
      expect.stringContaining('what was known before holds'),
      expect.anything(),
    );
  });
});
