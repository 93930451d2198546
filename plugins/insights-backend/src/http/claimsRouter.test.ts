import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { Knex } from 'knex';
import request from 'supertest';
import { actorHex, RunFixtures } from '../__testUtils__/RunFixtures';
import { ClaimsService } from '../service/claims/ClaimsService';
import { ClaimsStore } from '../store/claims/ClaimsStore';
import {
  databases,
  startInsights,
  StartedInsights,
} from '../__testUtils__/startInsights';

jest.setTimeout(120_000);

const LANES = 'group:default/lanes';
const MAPS = 'group:default/maps';

/** Who ran which job, whose it is, and how often. */
const JOBS: {
  name: string;
  actor?: string;
  team?: string;
  component?: string;
  runs: number;
}[] = [
  { name: 'lanes-train', actor: 'eli', team: LANES, runs: 3 },
  { name: 'lanes-eval', actor: 'eli', runs: 2 },
  {
    name: 'lanes-old',
    team: LANES,
    component: 'component:default/old',
    runs: 4,
  },
  { name: 'maps-train', actor: 'mia', team: MAPS, runs: 5 },
  { name: 'nightly', runs: 6 },
];

async function fill(knex: Knex) {
  await knex('organisation_member').insert(
    [
      ['eli', LANES],
      ['mia', MAPS],
    ].map(([actor = '', unit_ref]) => ({
      actor_hash: Buffer.from(actorHex(actor), 'hex'),
      unit_ref,
      valid_from: 'epoch',
    })),
  );
  const fixtures = new RunFixtures(knex);
  for (const { name, actor, team = '', component, runs } of JOBS) {
    await fixtures.subject(name, { namespace: 'p', name, actor });
    await fixtures.decide({ subject: name, team, component });
    await fixtures.runs(
      Array.from({ length: runs }, () => ({
        subject: name,
        actor,
        started: '2026-11-20T10:00:00Z',
      })),
    );
  }
  // A child run is a part of another; it does not count.
  await fixtures.run({ subject: 'lanes-train', actor: 'eli', parent: 'x' });
}

describe('claims', () => {
  let insights: StartedInsights;
  beforeAll(async () => {
    const knex = await databases.init('POSTGRES_18');
    insights = await startInsights(knex);
    await fill(knex);
  });
  afterAll(async () => await insights.backend.stop());

  const get = (path: string) =>
    request(insights.server)
      .get(`/api/insights${path}`)
      .set('authorization', mockCredentials.service.header());
  const post = (path: string, body: object) =>
    request(insights.server)
      .post(`/api/insights${path}`)
      .set('authorization', mockCredentials.service.header())
      .send(body);

  it('groups what the team ran and nobody’s component owns, around what is owned, without actors', async () => {
    const { body } = await get('/claims?team=lanes');
    expect(body.team).toBe(LANES);
    expect(
      body.items.map((claim: Record<string, unknown>) => [
        claim.pattern,
        claim.jobs,
        claim.runs,
      ]),
    ).toEqual([
      ['p/lanes-train', 1, 3],
      ['p/lanes-eval', 1, 2],
    ]);
    expect(JSON.stringify(body)).not.toContain(actorHex('eli'));
  });

  it('counts what patterns match of the team’s and of nobody’s, and only that there is more elsewhere', async () => {
    const { body } = await post('/claims/matches', {
      team: 'lanes',
      patterns: [
        { field: 'job', glob: 'p/*' },
        { field: 'job', glob: 'p/lanes_*' },
        { field: 'job', glob: 'p/lanes-*' },
      ],
    });
    expect(body).toMatchObject({ jobs: 3, runs: 11, elsewhere: 2 });
    expect(
      body.patterns.map((each: { jobs: number; runs: number }) => [
        each.jobs,
        each.runs,
      ]),
    ).toEqual([
      [3, 11],
      [0, 0],
      [2, 5],
    ]);
    expect(JSON.stringify(body.examples)).not.toContain('maps-train');
  });

  it('takes the runs of the component that is edited for free', async () => {
    const { body } = await post('/claims/matches', {
      team: 'lanes',
      component: 'component:default/old',
      patterns: [{ field: 'job', glob: 'p/lanes-old' }],
    });
    expect(body).toMatchObject({ jobs: 1, runs: 4, elsewhere: 0 });
  });

  it.each([
    ['/claims', 400],
    ['/claims?team=user:x', 400],
    ['/claims?team=lanes&nope=1', 400],
  ])('answers %s with %i', async (path, status) => {
    expect((await get(path)).status).toBe(status);
  });

  it('refuses bodies that are not what they must be', async () => {
    for (const body of [
      {},
      { team: 'lanes', patterns: [{ field: 'nope', glob: 'x' }] },
      { team: 'lanes', patterns: [{ field: 'job', glob: 'a\u0000' }] },
    ]) {
      expect((await post('/claims/matches', body)).status).toBe(400);
    }
  });

  it('reads the organisation again for plugins only', async () => {
    const asPerson = post('/organisation/refresh', {}).set(
      'authorization',
      mockCredentials.user.header(),
    );
    expect((await asPerson).status).toBe(403);
    expect((await post('/organisation/refresh', {})).status).toBe(202);
  });
});

describe('who may see claims', () => {
  const store: ClaimsStore = {
    claimableJobs: async () => [],
    jobNames: async () => [],
    matchingJobs: async () => [],
  };
  const ask = async (team: string, result: 'ALLOW' | 'DENY') =>
    await new ClaimsService({
      auth: mockServices.auth(),
      permissions: mockServices.permissions({
        result: AuthorizeResult[result],
      }),
      userInfo: mockServices.userInfo({ ownershipEntityRefs: [LANES] }),
      store,
    }).claims(mockCredentials.user(), team);

  it('is a member of the team or an MLI lead', async () => {
    expect(await ask(LANES, 'DENY')).toEqual({ team: LANES, items: [] });
    expect(await ask(MAPS, 'ALLOW')).toEqual({ team: MAPS, items: [] });
    await expect(ask(MAPS, 'DENY')).rejects.toThrow(
      'You cannot see the jobs of group:default/maps: members of the team and MLI leads can.',
    );
  });
});
