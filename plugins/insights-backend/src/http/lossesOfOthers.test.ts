import { createServiceFactory } from '@backstage/backend-plugin-api';
import { actionsRegistryServiceRef } from '@backstage/backend-plugin-api/alpha';
import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import {
  actionsRegistryServiceMock,
  MockActionsRegistry,
} from '@backstage/backend-test-utils/alpha';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { insightsTeamSpeedReadPermission } from '@mli/plugin-insights-common';
import { Knex } from 'knex';
import request from 'supertest';
import {
  perceptionWith,
  storeReport,
  waitForUnits,
} from '../__testUtils__/lossFixtures';
import {
  databases,
  startInsights,
  StartedInsights,
} from '../__testUtils__/startInsights';
import {
  createTeamSpeedDecision,
  teamSpeedConditions,
} from '../permissions/teamSpeed';
import { migrate } from '../store/migrate';

const LANES = 'group:default/lanes';
const SIGNS = 'group:default/signs';
const PERCEPTION = 'group:default/perception';

jest.setTimeout(120_000);

describe('what somebody of Lanes may read of Signs', () => {
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
      memberOf: [LANES, PERCEPTION],
      entities: [...perceptionWith({ lanes: 6, signs: 6 })],
      platform: { bridgeGroups: [PERCEPTION] },
      modules: [
        mockServices.permissions.mock({
          authorize: async requests =>
            requests.map(() => ({ result: AuthorizeResult.ALLOW })),
          authorizeConditional: async requests =>
            requests.map(({ permission }) =>
              permission.name === insightsTeamSpeedReadPermission.name
                ? createTeamSpeedDecision(
                    insightsTeamSpeedReadPermission,
                    teamSpeedConditions.isTeamOrInLine({ units: [LANES] }),
                  )
                : { result: AuthorizeResult.ALLOW },
            ),
        }).factory,
        createServiceFactory({
          service: actionsRegistryServiceRef,
          deps: {},
          factory: () => actions,
        }),
      ],
    });
    await waitForUnits(knex, 3);
    await storeReport(knex, LANES);
    await storeReport(knex, SIGNS);
  });

  afterAll(async () => {
    await started.backend.stop();
  });

  const get = (path: string) =>
    request(started.server)
      .get(`/api/insights${path}`)
      .set('Authorization', mockCredentials.user.header());
  const act = async (name: string, input: object) =>
    await actions.invoke({
      id: `test:${name}`,
      input: { ...input },
      credentials: mockCredentials.user(),
    });

  it.each([
    '/losses?team=signs',
    '/losses?team=signs&format=csv',
    '/losses?team=perception',
    '/losses/detail?team=signs&stage=training&phase=queue',
    '/metrics/queue_time?team=signs',
    '/metrics/system_failed_ratio?team=signs&format=csv',
    '/changes?metric=iteration_time&team=signs',
    '/trends?metric=iteration_time&team=signs',
  ])('%s is refused, with who can', async path => {
    const { status, body } = await get(path);
    expect([path, status]).toEqual([path, 403]);
    expect(body.error.message).toMatch(
      /(Members of \w+, its line in the organisation, and the MLI bridging role) can/,
    );
  });

  it('lists, files and actions leave it out', async () => {
    const { body } = await get('/losses');
    expect(body.items.map(({ team }: { team: string }) => team)).toEqual([
      LANES,
    ]);
    expect(body.withheld).toBe(0);
    expect((await get('/losses?format=csv')).text).not.toContain('signs');
    const byTeam = await get('/metrics/queue_time?groupBy=team&format=csv');
    expect(byTeam.status).toBe(200);
    expect(byTeam.text).not.toContain('signs');
    const explained = await act('explain-losses', {});
    expect(explained.output).toMatchObject({ losses: [{ team: LANES }] });
    expect(JSON.stringify(explained.output)).not.toContain('signs');
  });

  it('actions refuse as the API does', async () => {
    await expect(act('explain-losses', { team: 'signs' })).rejects.toThrow(
      'You may not read where the weeks of signs go',
    );
    await expect(
      act('get-iteration-speed', { metric: 'queue_time', team: 'signs' }),
    ).rejects.toThrow('You may not read how fast signs is');
    await expect(
      act('explain-losses', { team: 'lanes' }),
    ).resolves.toMatchObject({
      output: { losses: [{ team: LANES, stage: 'training' }] },
    });
  });

  it('who puts numbers right answers a dispute, and both see it', async () => {
    const put = (path: string) =>
      request(started.server)
        .put(`/api/insights${path}`)
        .set('Authorization', mockCredentials.user.header());
    const raised = await request(started.server)
      .post('/api/insights/annotations')
      .set('Authorization', mockCredentials.user.header())
      .send({
        reason: 'wrong-stage',
        text: 'This is evaluation',
        unit: 'lanes',
        metric: 'iteration_time',
        from: '2026-11-02',
        to: '2026-11-04',
      });
    expect(raised.body).toMatchObject({
      kind: 'dispute',
      state: 'open',
      owner: PERCEPTION,
      mayAnswer: true,
    });
    const answered = await put(`/annotations/${raised.body.id}/answer`).send({
      state: 'resolved',
      answer: 'The pattern of the job was wrong',
    });
    expect([answered.status, answered.body.error?.message]).toEqual([
      200,
      undefined,
    ]);
    const { body } = await get('/annotations?team=lanes');
    expect(body.items).toMatchObject([
      {
        id: raised.body.id,
        state: 'resolved',
        history: [
          { action: 'created' },
          { action: 'resolved', answer: 'The pattern of the job was wrong' },
        ],
      },
    ]);
    expect(
      (await put('/annotations/999999/answer').send({ state: 'resolved' }))
        .status,
    ).toBe(404);
  });
});
