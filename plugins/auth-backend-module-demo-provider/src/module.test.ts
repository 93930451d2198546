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
import { Knex } from 'knex';
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
  const backends: TestBackend[] = [];
  let knex: Knex;
  let configured: TestBackend;

  const start = async (config: JsonObject) => {
    const backend = await startTestBackend({
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
    backends.push(backend);
    return backend;
  };

  const signIn = async (backend: TestBackend, chosen?: string) => {
    const response = await fetch(
      `http://localhost:${backend.server.port()}/api/auth/demo/refresh`,
      { headers: chosen ? { 'x-mli-demo-user': chosen } : {} },
    );
    return { status: response.status, body: await response.json() };
  };

  beforeAll(async () => {
    knex = await databases.init('POSTGRES_18');
    configured = await start({ auth: { providers: { demo: DEMO } } });
  });

  afterAll(() => Promise.all(backends.map(backend => backend.stop())));

  it.each(['user:default/jane', 'jane', 'User:Jane'])(
    'signs in as %s, with the groups the catalog knows',
    async chosen => {
      const { status, body } = await signIn(configured, chosen);
      expect(status).toBe(200);
      expect(body.backstageIdentity.identity).toMatchObject({
        userEntityRef: 'user:default/jane',
        ownershipEntityRefs: ['user:default/jane', 'group:default/lanes'],
      });
    },
  );

  it.each([
    [undefined, 401, 'Nobody was chosen. Send the header x-mli-demo-user'],
    ['group:default/lanes', 400, 'Write it like user:default/jane'],
    [':', 400, 'Write it like user:default/jane'],
    ['john', 403, 'The catalog has no user:default/john'],
  ])('answers %s with %d and a sentence', async (chosen, status, message) => {
    const answer = await signIn(configured, chosen);
    expect(answer.status).toBe(status);
    expect(answer.body.error.message).toContain(message);
  });

  it('is not there where it is not configured', async () => {
    const backend = await start({});
    expect((await signIn(backend, 'jane')).status).toBe(404);
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
