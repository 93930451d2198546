import {
  TestBackend,
  TestDatabases,
  mockServices,
  startTestBackend,
} from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import authPlugin from '@backstage/plugin-auth-backend';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { JsonObject } from '@backstage/types';
import authModuleDemoProvider from '.';
import { checkDemoConfig } from './config';

jest.setTimeout(60_000);

const JANE = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'User',
  metadata: { name: 'jane', namespace: 'default' },
  spec: { memberOf: ['lanes'] },
  relations: [{ type: 'memberOf', targetRef: 'group:default/lanes' }],
};

const DEMO: JsonObject = {
  people: [{ user: 'user:default/jane', title: 'Jane' }],
};

describe('authModuleDemoProvider', () => {
  const databases = TestDatabases.create({ ids: ['POSTGRES_18'] });
  let backend: TestBackend | undefined;

  const start = async (config: JsonObject) => {
    const knex = await databases.init('POSTGRES_18');
    backend = await startTestBackend({
      features: [
        authPlugin,
        authModuleDemoProvider,
        catalogServiceMock.factory({ entities: [JANE] }),
        mockServices.database.factory({ knex }),
        mockServices.rootConfig.factory({
          data: { app: { baseUrl: 'http://localhost:3000' }, ...config },
        }),
      ],
    });
    return backend;
  };

  const signIn = async (chosen?: string) => {
    const response = await fetch(
      `http://localhost:${backend?.server.port()}/api/auth/demo/refresh`,
      { headers: chosen ? { 'x-mli-demo-user': chosen } : {} },
    );
    return { status: response.status, body: await response.json() };
  };

  afterEach(async () => {
    await backend?.stop();
    backend = undefined;
  });

  it('signs in as the chosen person, with the groups the catalog knows', async () => {
    await start({ auth: { providers: { demo: DEMO } } });
    for (const chosen of ['user:default/jane', 'jane', 'User:Jane']) {
      const { status, body } = await signIn(chosen);
      expect(status).toBe(200);
      expect(body.backstageIdentity).toMatchObject({
        identity: {
          userEntityRef: 'user:default/jane',
          ownershipEntityRefs: ['user:default/jane', 'group:default/lanes'],
        },
      });
    }
  });

  it('answers a wrong choice with a sentence', async () => {
    await start({ auth: { providers: { demo: DEMO } } });
    expect(await signIn()).toMatchObject({
      status: 401,
      body: {
        error: { message: expect.stringContaining('Nobody was chosen') },
      },
    });
    expect(await signIn('group:default/lanes')).toMatchObject({
      status: 400,
      body: {
        error: { message: expect.stringContaining('user:default/jane') },
      },
    });
    expect(await signIn('john')).toMatchObject({
      status: 403,
      body: {
        error: {
          message: expect.stringContaining(
            'The catalog has no user:default/john',
          ),
        },
      },
    });
  });

  it('is not there where it is not configured', async () => {
    await start({});
    expect((await signIn('jane')).status).toBe(404);
  });

  it('does not start in production', async () => {
    await expect(
      start({
        mliPlatform: { environment: 'production' },
        auth: { providers: { demo: DEMO } },
      }),
    ).rejects.toThrow('does not start in production');
  });
});

describe('checkDemoConfig', () => {
  const check = (data: JsonObject, node?: string) =>
    checkDemoConfig(new ConfigReader(data), node);

  it('refuses a process in production, whatever the configuration says', () => {
    expect(() =>
      check({ mliPlatform: { environment: 'development' } }, 'production'),
    ).toThrow('does not start in production');
  });

  it('names what is missing of a person', () => {
    const people = [...(DEMO.people as JsonObject[]), { user: 'jane' }];
    expect(() => check({ auth: { providers: { demo: { people } } } })).toThrow(
      "'auth.providers.demo.people[1].title' is missing",
    );
  });
});
