import {
  TestDatabases,
  mockServices,
  startTestBackend,
} from '@backstage/backend-test-utils';
import { Entity } from '@backstage/catalog-model';
import permissionPlugin from '@backstage/plugin-permission-backend';
import { insightsTeamSpeedReadPermission } from '@mli/plugin-insights-common';
import { JsonObject } from '@backstage/types';
import policyModule from '.';
import { TestPortal, startPortal } from './__testUtils__/startPortal';

jest.setTimeout(120_000);

const entity = (kind: string, name: string, spec: Entity['spec']): Entity => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind,
  metadata: { name },
  spec,
});

const group = (name: string) =>
  entity('Group', name, { type: 'customer-team', children: [] });

const ENTITIES = [
  group('lanes'),
  group('portal-admins'),
  entity('User', 'eli', { memberOf: ['lanes'] }),
  entity('User', 'ada', { memberOf: ['portal-admins'] }),
];

const PRODUCER_TOKEN = 'a-token-that-only-ingests';

const CONFIG: JsonObject = {
  mliPlatform: { adminGroups: ['portal-admins'], bridgeGroups: ['mli-leads'] },
  backend: {
    auth: {
      externalAccess: [
        {
          type: 'static',
          options: { token: PRODUCER_TOKEN, subject: 'trainer' },
          accessRestrictions: [
            { plugin: 'probe', permission: ['insights.ingest'] },
          ],
        },
      ],
    },
  },
};

const LANES = '/catalog/entities/by-name/group/default/lanes';

describe('permissionModuleMliPolicy with catalog and sign-in', () => {
  const databases = TestDatabases.create({ ids: ['POSTGRES_18'] });
  let portal: TestPortal;
  let engineer: string;
  let admin: string;

  beforeAll(async () => {
    portal = await startPortal(databases, {
      entities: ENTITIES,
      config: CONFIG,
    });
    engineer = await portal.signIn('eli');
    admin = await portal.signIn('ada');
  });

  afterAll(() => portal?.stop());

  const status = async (
    path: string,
    options: Parameters<TestPortal['call']>[1],
  ) => (await portal.call(path, options)).status;

  it('shows the catalog to everybody signed in, and to nobody else', async () => {
    expect(await status(LANES, { token: engineer })).toBe(200);
    expect(await status(LANES, {})).toBe(401);
  });

  it('lets everybody refresh an entity', async () => {
    const body = { entityRef: 'group:default/lanes' };
    expect(await status('/catalog/refresh', { token: engineer, body })).toBe(
      200,
    );
  });

  it('lets everybody register locations, and only administrators see them', async () => {
    const path = '/catalog/locations';
    const body = { type: 'url', target: 'https://git.example/a.yaml' };
    expect(await status(path, { token: engineer, body })).toBe(201);
    const seenBy = async (token: string) =>
      (await portal.call(path, { token })).json();
    expect(await seenBy(engineer)).toEqual([]);
    expect(await seenBy(admin)).toHaveLength(1);
  });

  it('lets only administrators unregister an entity', async () => {
    const { metadata } = await (
      await portal.call(LANES, { token: engineer })
    ).json();
    const path = `/catalog/entities/by-uid/${metadata.uid}`;
    expect(await status(path, { token: engineer, method: 'DELETE' })).toBe(403);
    expect(await status(path, { token: admin, method: 'DELETE' })).toBe(204);
  });

  it('keeps the token of a producer out of the catalog', async () => {
    expect(await status(LANES, { token: PRODUCER_TOKEN })).toBe(403);
  });

  it('needs no filter for a person, and hides everything from a token without the permission', async () => {
    const { auth, visible } = portal.services;
    const person = await auth.authenticate(engineer);
    expect(await visible.visibleRefs(person, 'Group')).toBe('all');
    const producer = await auth.authenticate(PRODUCER_TOKEN);
    expect(await visible.visibleRefs(producer, 'Group')).toEqual(new Set());
  });

  it("answers for a team's speed with the groups of the person", async () => {
    const { auth, permissions } = portal.services;
    const decisions = await permissions.authorizeConditional(
      [{ permission: insightsTeamSpeedReadPermission }],
      { credentials: await auth.authenticate(engineer) },
    );
    expect(decisions).toEqual([
      expect.objectContaining({
        result: 'CONDITIONAL',
        pluginId: 'insights',
        conditions: expect.objectContaining({
          rule: 'IS_TEAM_OR_IN_LINE',
          params: { units: ['group:default/lanes'] },
        }),
      }),
    ]);
  });
});

describe('permissionModuleMliPolicy at the start', () => {
  const start = (data: JsonObject) =>
    startTestBackend({
      features: [
        permissionPlugin,
        policyModule,
        mockServices.rootConfig.factory({ data }),
      ],
    });

  it('refuses a token that may do anything', async () => {
    const options = { token: 'x', subject: 'slurm' };
    const externalAccess = [{ type: 'static', options }];
    await expect(
      start({ backend: { auth: { externalAccess } } }),
    ).rejects.toThrow("(static, subject 'slurm') has no accessRestrictions");
  });

  it('refuses a wrong value with a sentence that names its key', async () => {
    await expect(
      start({ mliPlatform: { teamSpeed: 'secret' } }),
    ).rejects.toThrow("'mliPlatform.teamSpeed' is 'secret'");
  });
});
