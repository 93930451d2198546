import {
  coreServices,
  createBackendModule,
  createBackendPlugin,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import {
  TestBackend,
  TestDatabases,
  mockCredentials,
  mockServices,
  startTestBackend,
} from '@backstage/backend-test-utils';
import { permissionsServiceFactory } from '@backstage/backend-defaults/permissions';
import catalogPlugin from '@backstage/plugin-catalog-backend';
import { catalogProcessingExtensionPoint } from '@backstage/plugin-catalog-node';
import permissionPlugin from '@backstage/plugin-permission-backend';
import { insightsTeamSpeedReadPermission } from '@mli/plugin-insights-common';
import { visibleEntitiesServiceRef } from '@mli/plugin-ml-platform-node';
import { JsonObject } from '@backstage/types';
import policyModule from '.';

jest.setTimeout(60_000);

const GROUPS_OF: Record<string, string[]> = {
  'user:default/eli': ['group:default/lanes'],
  'user:default/ada': ['group:default/portal-admins'],
};

const engineer = mockCredentials.user('user:default/eli');
const admin = mockCredentials.user('user:default/ada');

const CONFIG = {
  permission: { enabled: true },
  mliPlatform: { adminGroups: ['portal-admins'], bridgeGroups: ['mli-leads'] },
};

const userInfo = createServiceFactory({
  service: coreServices.userInfo,
  deps: {},
  factory: () => ({
    async getUserInfo({ principal }) {
      // Only users come here; the type of the service does not say so.
      const { userEntityRef } = principal as { userEntityRef: string };
      return {
        userEntityRef,
        ownershipEntityRefs: [
          userEntityRef,
          ...(GROUPS_OF[userEntityRef] ?? []),
        ],
      };
    },
  }),
});

const lanesGroup = createBackendModule({
  pluginId: 'catalog',
  moduleId: 'lanes-group',
  register(reg) {
    reg.registerInit({
      deps: { processing: catalogProcessingExtensionPoint },
      async init({ processing }) {
        const location = 'test:provider';
        const entity = {
          apiVersion: 'backstage.io/v1alpha1',
          kind: 'Group',
          metadata: {
            name: 'lanes',
            annotations: {
              'backstage.io/managed-by-location': location,
              'backstage.io/managed-by-origin-location': location,
            },
          },
          spec: { type: 'customer-team', children: [] },
        };
        processing.addEntityProvider({
          getProviderName: () => 'test',
          connect: connection =>
            connection.applyMutation({ type: 'full', entities: [{ entity }] }),
        });
      },
    });
  },
});

type Probe = {
  visible: (typeof visibleEntitiesServiceRef)['T'];
  permissions: (typeof coreServices.permissions)['T'];
};

describe('permissionModuleMliPolicy with the real catalog', () => {
  const databases = TestDatabases.create({ ids: ['POSTGRES_18'] });
  let backend: TestBackend;
  let probe: Probe | undefined;

  beforeAll(async () => {
    const knex = await databases.init('POSTGRES_18');
    backend = await startTestBackend({
      features: [
        catalogPlugin,
        lanesGroup,
        permissionPlugin,
        policyModule,
        permissionsServiceFactory,
        userInfo,
        mockServices.httpAuth.factory({
          defaultCredentials: mockCredentials.none(),
        }),
        mockServices.database.factory({ knex }),
        mockServices.rootConfig.factory({ data: CONFIG }),
        createBackendPlugin({
          pluginId: 'probe',
          register(reg) {
            reg.registerInit({
              deps: {
                visible: visibleEntitiesServiceRef,
                permissions: coreServices.permissions,
              },
              async init(services) {
                probe = services;
              },
            });
          },
        }),
      ],
    });
  });

  afterAll(() => backend?.stop());

  const call = (
    path: string,
    credentials: typeof engineer | undefined,
    body?: JsonObject,
  ) =>
    fetch(`http://localhost:${backend.server.port()}/api/catalog${path}`, {
      method: body ? 'POST' : 'GET',
      headers: {
        'content-type': 'application/json',
        ...(credentials && {
          authorization: mockCredentials.user.header(
            credentials.principal.userEntityRef,
          ),
        }),
      },
      body: body && JSON.stringify(body),
    });

  it('shows the catalog to everybody signed in, and to nobody else', async () => {
    const path = '/entities/by-name/group/default/lanes';
    const deadline = Date.now() + 15_000;
    let status;
    do {
      ({ status } = await call(path, engineer));
    } while (status === 404 && Date.now() < deadline);
    expect(status).toBe(200);
    expect((await call(path, undefined)).status).toBe(401);
  });

  it('lets everybody refresh an entity', async () => {
    const body = { entityRef: 'group:default/lanes' };
    expect((await call('/refresh', engineer, body)).status).toBe(200);
  });

  it('lets only administrators register locations', async () => {
    const body = { type: 'url', target: 'https://git.example/a.yaml' };
    const path = '/locations?dryRun=false';
    expect((await call(path, engineer, body)).status).toBe(403);
    expect((await call(path, admin, body)).status).toBe(201);
    expect(await (await call('/locations', engineer)).json()).toEqual([]);
    expect(await (await call('/locations', admin)).json()).toHaveLength(1);
  });

  it('needs no filter for a person, and hides everything from a token without the permission', async () => {
    expect(await probe?.visible.visibleRefs(engineer, 'Group')).toBe('all');
    const service = mockCredentials.service('external:trainer', {
      permissionNames: ['insights.ingest'],
    });
    expect(await probe?.visible.visibleRefs(service, 'Group')).toEqual(
      new Set(),
    );
  });

  it("answers for a team's speed with the groups of the person", async () => {
    const decisions = await probe?.permissions.authorizeConditional(
      [{ permission: insightsTeamSpeedReadPermission }],
      { credentials: engineer },
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
  it('refuses a token that may do anything', async () => {
    const started = startTestBackend({
      features: [
        permissionPlugin,
        policyModule,
        mockServices.rootConfig.factory({
          data: {
            ...CONFIG,
            backend: {
              auth: {
                externalAccess: [
                  { type: 'static', options: { token: 'x', subject: 'slurm' } },
                ],
              },
            },
          },
        }),
      ],
    });
    await expect(started).rejects.toThrow(
      "(static, subject 'slurm') has no accessRestrictions",
    );
  });

  it('refuses a wrong value with a sentence that names its key', async () => {
    const started = startTestBackend({
      features: [
        permissionPlugin,
        policyModule,
        mockServices.rootConfig.factory({
          data: { ...CONFIG, mliPlatform: { teamSpeed: 'secret' } },
        }),
      ],
    });
    await expect(started).rejects.toThrow(
      "'mliPlatform.teamSpeed' is 'secret'",
    );
  });
});
