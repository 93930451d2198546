import { BackendFeature } from '@backstage/backend-plugin-api';
import { authServiceFactory } from '@backstage/backend-defaults/auth';
import { ServiceFactory } from '@backstage/backend-plugin-api';
import { httpAuthServiceFactory } from '@backstage/backend-defaults/httpAuth';
import {
  mockCredentials,
  mockServices,
  startTestBackend,
  TestBackend,
  TestDatabases,
} from '@backstage/backend-test-utils';
import { Entity } from '@backstage/catalog-model';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { JsonObject } from '@backstage/types';
import { Knex } from 'knex';
import { insightsPlugin } from '../plugin';

/** Real PostgreSQL: the SQL of this plugin runs nowhere else. */
export const databases = TestDatabases.create({ ids: ['POSTGRES_18'] });

export const TEST_INSIGHTS_CONFIG = {
  actorKey: 'a key for tests that is long enough to be one',
  organisation: { firstReadingPauseSeconds: 0 },
  sources: [
    { name: 'local', kind: 'openlineage', subjects: ['external:local'] },
    {
      name: 'local-history',
      kind: 'openlineage',
      historical: true,
      subjects: ['external:local'],
    },
    { name: 'local-events', kind: 'cloudevents', subjects: ['external:local'] },
    { name: 'other', kind: 'openlineage', subjects: ['external:other'] },
  ],
  importSubjects: ['external:local'],
};

export interface StartedInsights {
  readonly server: TestBackend['server'];
  readonly knex: Knex;
  readonly backend: TestBackend;
}

/** Starts the plugin on the given database, with a catalog of the given entities. */
export async function startInsights(
  knex: Knex,
  options: {
    entities?: Entity[];
    insights?: JsonObject;
    /** Added beside the plugin. */
    modules?: readonly BackendFeature[];
    /** Real tokens, whose restrictions hold; without them any mock credential passes every permission check. */
    tokens?: readonly RestrictedToken[];
    /** Users may do what a permission alone decides; there is no policy to ask here. */
    asUsers?: boolean;
    /** Groups whoever asks is a member of. */
    memberOf?: readonly string[];
    /** Configuration `mliPlatform`. */
    platform?: JsonObject;
  } = {},
): Promise<StartedInsights> {
  const { tokens } = options;
  const backend = await startTestBackend({
    features: [
      insightsPlugin,
      ...(options.modules ?? []),
      catalogServiceMock.factory({ entities: options.entities ?? [] }),
      mockServices.database.factory({ knex }),
      options.memberOf
        ? membersOf(options.memberOf)
        : mockServices.userInfo.factory(),
      ...(options.asUsers
        ? [mockServices.permissions.factory({ result: AuthorizeResult.ALLOW })]
        : []),
      ...(tokens ? [authServiceFactory, httpAuthServiceFactory] : []),
      mockServices.rootConfig.factory({
        data: {
          backend: {
            baseUrl: 'http://localhost:7007',
            auth: { externalAccess: (tokens ?? []).map(toExternalAccess) },
          },
          permission: { enabled: true },
          insights: { ...TEST_INSIGHTS_CONFIG, ...options.insights },
          ...(options.platform ? { mliPlatform: options.platform } : {}),
        },
      }),
    ],
  });
  return { server: backend.server, knex, backend };
}

function membersOf(groups: readonly string[]): ServiceFactory {
  return mockServices.userInfo.mock({
    getUserInfo: async () => ({
      userEntityRef: 'user:default/mock',
      ownershipEntityRefs: ['user:default/mock', ...groups],
    }),
  }).factory;
}

export interface RestrictedToken {
  readonly token: string;
  readonly subject: string;
  readonly permission: string;
}

function toExternalAccess({ token, subject, permission }: RestrictedToken) {
  return {
    type: 'static',
    options: { token, subject },
    accessRestrictions: [{ plugin: 'insights', permission }],
  };
}

/** The header of a producer's mock credentials. */
export function producerToken(subject: string): string {
  return mockCredentials.service.header({
    onBehalfOf: mockCredentials.service(subject),
    targetPluginId: 'insights',
  });
}
