import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import { Entity } from '@backstage/catalog-model';
import {
  actionsRegistryServiceMock,
  MockActionsRegistry,
} from '@backstage/backend-test-utils/alpha';
import { createServiceFactory } from '@backstage/backend-plugin-api';
import { actionsRegistryServiceRef } from '@backstage/backend-plugin-api/alpha';
import {
  NotificationSendOptions,
  notificationService,
} from '@backstage/plugin-notifications-node';
import { Knex } from 'knex';
import request from 'supertest';
import {
  perceptionWith,
  storeReport,
  waitForUnits,
} from '../__testUtils__/lossFixtures';
import { RunFixtures } from '../__testUtils__/RunFixtures';
import {
  databases,
  startInsights,
  StartedInsights,
} from '../__testUtils__/startInsights';
import { migrate } from '../store/migrate';

const LANES = 'group:default/lanes';
const LANE_NET: Entity = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: { name: 'lane-net', namespace: 'default' },
  spec: { type: 'training-pipeline', lifecycle: 'production', owner: 'lanes' },
  relations: [{ type: 'ownedBy', targetRef: LANES }],
};
const DRAFT = {
  reason: 'outage',
  text: 'The queue was down',
  unit: 'lanes',
  from: '2026-11-02',
  to: '2026-11-04',
};

describe('losses and annotations of a member', () => {
  const sent: NotificationSendOptions[] = [];
  let knex: Knex;
  let started: StartedInsights;
  let actions: MockActionsRegistry;

  beforeAll(async () => {
    knex = await databases.init('POSTGRES_18');
    await migrate(knex);
    actions = actionsRegistryServiceMock({
      logger: mockServices.logger.mock(),
    });
    started = await startInsights(knex, {
      asUsers: true,
      memberOf: [LANES],
      entities: [...perceptionWith({ lanes: 6, signs: 6 }), LANE_NET],
      platform: { bridgeGroups: ['group:default/perception'] },
      modules: [
        createServiceFactory({
          service: notificationService,
          deps: {},
          factory: () => ({
            send: async (message: NotificationSendOptions) => {
              sent.push(message);
            },
          }),
        }),
        createServiceFactory({
          service: actionsRegistryServiceRef,
          deps: {},
          factory: () => actions,
        }),
      ],
    });
    await waitForUnits(knex, 3);
    await storeReport(knex, LANES);
    await storeReport(knex, 'group:default/signs');
    const runs = new RunFixtures(knex);
    await runs.subject('lane-net', {
      saidComponent: 'component:default/lane-net',
    });
    await runs.decide({
      subject: 'lane-net',
      team: LANES,
      component: 'component:default/lane-net',
      stage: 'training',
    });
    const day = new Date(Date.now() - 3 * 86_400_000)
      .toISOString()
      .slice(0, 10);
    await runs.runs([
      {
        subject: 'lane-net',
        actor: 'ann',
        trigger: 'human',
        submitted: `${day}T09:00:00Z`,
        started: `${day}T09:12:00Z`,
        ended: `${day}T11:12:00Z`,
        outcome: 'succeeded',
      },
    ]);
  }, 120_000);

  afterAll(async () => {
    await started.backend.stop();
  });

  const as = (method: 'get' | 'post' | 'put', path: string) =>
    request(started.server)
      [method](`/api/insights${path}`)
      .set('Authorization', mockCredentials.user.header());

  it('shows recent runs of the own components, without actors', async () => {
    const { status, body } = await as('get', '/recent-runs?team=lanes');
    expect([status, body.error?.message]).toEqual([200, undefined]);
    expect(body.items).toEqual([
      expect.objectContaining({
        component: 'component:default/lane-net',
        stage: 'training',
        waitSeconds: 720,
        runSeconds: 7_200,
        outcome: 'succeeded',
      }),
    ]);
    expect(JSON.stringify(body)).not.toMatch(/actor|ann/);
    const detail = await as(
      'get',
      '/losses/detail?team=lanes&stage=training&phase=queue',
    );
    expect(detail.body.recentRuns).toHaveLength(1);
  });

  it('shows no runs of another team, and says who can see them', async () => {
    const { status, body } = await as('get', '/recent-runs?team=signs');
    expect(status).toBe(403);
    expect(body.error.message).toMatch(/Its members can\./);
    const detail = await as(
      'get',
      '/losses/detail?team=signs&stage=training&phase=queue',
    );
    expect(detail.body.recentRuns).toBeUndefined();
  });

  it('explains losses to an action, of what may be shown', async () => {
    const result = await actions.invoke({
      id: 'test:explain-losses',
      input: { team: 'lanes' },
      credentials: mockCredentials.user(),
    });
    expect(result.output).toMatchObject({
      sentences: expect.arrayContaining([
        'lost 30 h a week (29 to 31): 20 h waiting for 64-GPU training.',
      ]),
      losses: [{ team: LANES, stage: 'training', hoursAWeek: 20 }],
    });
    expect(JSON.stringify(result.output)).not.toContain('simulation');
  });

  it('keeps what a member says of a period, without asking anybody', async () => {
    const { status, body } = await as('post', '/annotations').send(DRAFT);
    expect([status, body.error?.message]).toEqual([201, undefined]);
    expect(body).toMatchObject({
      kind: 'context',
      state: 'accepted',
      owner: LANES,
      mayWithdraw: true,
    });
    expect(sent).toEqual([]);
    // what happened to a team is drawn on the charts of the units above and below it as well
    const above = await as('get', '/annotations?team=perception');
    expect(above.body.items).toHaveLength(1);
    const elsewhere = await as(
      'get',
      '/annotations?team=lanes&from=2026-11-04',
    );
    expect(elsewhere.body.items).toEqual([]);
    const withdrawn = await as('put', `/annotations/${body.id}/withdrawn`).send(
      {
        withdrawn: true,
      },
    );
    expect(withdrawn.body.withdrawnAt).toBeDefined();
    const after = await as('get', '/annotations?team=lanes');
    expect(after.body.items).toEqual([]);
    const all = await as('get', '/annotations?team=lanes&withdrawn=true');
    expect(
      all.body.items[0].history.map((one: { action: string }) => one.action),
    ).toEqual(['created', 'withdrawn']);
  });

  it('sends a dispute to who can put it right, who alone answers', async () => {
    const { status, body } = await as('post', '/annotations').send({
      ...DRAFT,
      reason: 'wrong-stage',
      text: 'This is evaluation',
      metric: 'iteration_time',
    });
    expect([status, body.error?.message]).toEqual([201, undefined]);
    expect(body).toMatchObject({
      kind: 'dispute',
      state: 'open',
      owner: 'group:default/perception',
      mayAnswer: false,
    });
    expect(sent).toMatchObject([
      {
        recipients: { entityRef: 'group:default/perception' },
        payload: { topic: 'insights-disputes' },
      },
    ]);
    const answer = await as('put', `/annotations/${body.id}/answer`).send({
      state: 'resolved',
    });
    expect(answer.status).toBe(403);
  });
});
