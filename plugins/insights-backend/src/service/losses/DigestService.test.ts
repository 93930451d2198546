import { mockServices } from '@backstage/backend-test-utils';
import { NotificationSendOptions } from '@backstage/plugin-notifications-node';
import { Knex } from 'knex';
import { databases } from '../../__testUtils__/startInsights';
import { DatabaseDigestStore } from '../../store/losses/DatabaseDigestStore';
import { migrate } from '../../store/migrate';
import { resolvePackagePath } from '@backstage/backend-plugin-api';
import { DigestService } from './DigestService';

jest.setTimeout(120_000);

const LANES = 'group:default/lanes';
const SMALL = 'group:default/small';
const MONDAY = new Date('2026-11-23T08:00:00Z');

const LOSS = {
  team: LANES,
  stage: 'training',
  phase: 'queue' as const,
  words: 'waiting for training',
  sentence: '38 h a week (20 to 60) waiting for training',
  hours: { value: 38, low: 20, high: 60 },
};

/** Answers of the services a digest is made of; what they answer is tested with them. */
const ANSWERS = {
  losses: {
    ofUnit: async () => ({ status: 'ok', items: [LOSS] }),
    detail: async () => ({
      help: [
        {
          title: 'Elastic Queue',
          claims: true,
          adoptedByTeam: false,
          comparableAdopters: 9,
          sentence: '9 of 14 comparable teams have adopted Elastic Queue.',
        },
      ],
    }),
  },
  trends: {
    change: async () => ({
      status: 'ok',
      isSaid: true,
      speed: { value: -0.12, low: -0.18, high: -0.05 },
      sentence: '12 % faster than the 12 weeks before (95 % interval 5 to 18).',
    }),
  },
  organisations: {
    organisation: async () => ({
      units: [
        { ref: LANES, title: 'Lanes', type: 't', role: 'customer' },
        { ref: SMALL, title: 'Small', type: 't', role: 'customer' },
      ],
      members: new Map([
        [LANES, ['1', '2', '3', '4', '5']],
        [SMALL, ['6', '7']],
      ]),
    }),
  },
};

describe('DigestService', () => {
  let knex: Knex;
  let sent: NotificationSendOptions[];
  let isDown: boolean;

  beforeAll(async () => {
    knex = await databases.init('POSTGRES_18');
    await migrate(knex);
  });

  beforeEach(async () => {
    sent = [];
    isDown = false;
    for (const table of [
      'weekly_digest',
      'loss_day',
      'source_hour',
      'source',
    ]) {
      await knex(table).delete();
    }
  });

  const service = () =>
    new DigestService({
      // The three answer as the real ones do; only what a digest reads of them is there.
      ...(ANSWERS as unknown as Pick<
        ConstructorParameters<typeof DigestService>[0],
        'losses' | 'trends' | 'organisations'
      >),
      store: DatabaseDigestStore.create(knex),
      notifications: {
        send: async message => {
          if (isDown) throw new Error('no mail');
          sent.push(message);
        },
      },
      logger: mockServices.logger.mock(),
      peopleFloor: 5,
    });

  it('tells a team once a week what changed, its largest loss and one thing to do', async () => {
    expect(await service().run(MONDAY)).toEqual([LANES]);
    expect(sent).toEqual([
      {
        recipients: { type: 'entity', entityRef: LANES },
        payload: {
          title: 'Lanes iterates 12 % faster than before',
          description: [
            'Iteration time: 12 % faster than the 12 weeks before (95 % interval 5 to 18).',
            'Largest loss: 38 h a week (20 to 60) waiting for training.',
            'Next: look at Elastic Queue. 9 of 14 comparable teams have adopted Elastic Queue.',
          ].join('\n'),
          link: '/teams/weeks?team=group%3Adefault%2Flanes',
          severity: 'low',
          topic: 'insights-weekly-digest',
          scope: 'insights-digest-group:default/lanes',
        },
      },
    ]);
    expect(await service().run(new Date('2026-11-25T08:00:00Z'))).toEqual([]);
    expect(await service().run(new Date('2026-11-30T08:00:00Z'))).toEqual([
      LANES,
    ]);
  });

  it('does not write before Monday morning', async () => {
    expect(await service().run(new Date('2026-11-23T05:00:00Z'))).toEqual([]);
  });

  it('waits while a source of the team is silent, and tells it when that is heard again', async () => {
    const [source] = await knex('source')
      .insert({
        name: 'slurm',
        kind: 'file',
        historical: false,
        last_received_at: hoursAgo(60),
      })
      .returning<{ id: number }[]>('id');
    // hourly until it stopped
    await knex('source_hour').insert(
      Array.from({ length: 20 }, (_, hour) => ({
        source_id: source!.id,
        hour: hoursAgo(60 + hour),
        events: 1,
      })),
    );
    await knex('loss_day').insert({
      team_ref: LANES,
      day: '2026-11-10',
      kind: 'worked',
      phase: 'execution',
      stage: 'training',
      component_ref: '',
      run_class: 'full',
      trigger: 'human',
      source_id: source!.id,
      actor_hash: Buffer.alloc(0),
      gpu_class: 0,
      offerings: [],
      ms: 1,
      runs: 1,
    });
    const now = monday();
    await knex('loss_day').update({
      day: new Date(now.getTime() - 20 * 86_400_000).toISOString().slice(0, 10),
    });
    expect(await service().run(now)).toEqual([]);
    await knex('source').update({ last_received_at: now });
    expect(await service().run(now)).toEqual([LANES]);
  });

  it('tries again where it could not be sent', async () => {
    isDown = true;
    expect(await service().run(MONDAY)).toEqual([]);
    isDown = false;
    expect(await service().run(MONDAY)).toEqual([LANES]);
  });

  it('has tables that go up and down with rows', async () => {
    const directory = resolvePackagePath(
      '@mli/plugin-insights-backend',
      'migrations',
    );
    const names = [
      '20261124132000_weekly_digest.js',
      '20261124131000_annotations.js',
      '20261124130000_losses.js',
    ];
    await service().run(MONDAY);
    await knex('annotation').insert({
      kind: 'context',
      reason: 'outage',
      text: 't',
      from_day: '2026-11-02',
      to_day: '2026-11-03',
      owner_ref: LANES,
      state: 'accepted',
      created_by: 'user:default/a',
    });
    for (const name of names) {
      await knex.migrate.down({ directory, name });
    }
    expect(await knex.schema.hasTable('weekly_digest')).toBe(false);
    expect(await knex.schema.hasTable('annotation')).toBe(false);
    expect(await knex.schema.hasTable('loss_report')).toBe(false);
    await migrate(knex);
    expect(await knex('annotation')).toEqual([]);
  });
});

/** The clock of the database judges rhythms, so this one test runs at the real time. */
function hoursAgo(hours: number): Date {
  return new Date(Date.now() - hours * 3_600_000);
}

/** A moment of this week at which digests are sent. */
function monday(): Date {
  const now = new Date();
  const sinceMonday = (now.getUTCDay() + 6) % 7;
  const early = sinceMonday === 0 && now.getUTCHours() < 7;
  return early ? new Date(now.getTime() + 7 * 3_600_000) : now;
}
