import {
  coreServices,
  createBackendPlugin,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import {
  mockCredentials,
  mockServices,
  startTestBackend,
} from '@backstage/backend-test-utils';
import { actionsRegistryServiceMock } from '@backstage/backend-test-utils/alpha';
import { actionsRegistryServiceRef } from '@backstage/backend-plugin-api/alpha';
import { Entity } from '@backstage/catalog-model';
import {
  NotificationSendOptions,
  notificationService,
} from '@backstage/plugin-notifications-node';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import {
  AuthorizePermissionRequest,
  AuthorizeResult,
} from '@backstage/plugin-permission-common';
import {
  VisibleRefs,
  visibleEntitiesServiceRef,
} from '@mli/plugin-ml-platform-node';
import express from 'express';
import Router from 'express-promise-router';
import { Knex } from 'knex';
import request from 'supertest';
import offeringsPlugin from '..';

/** Who may sign in: members of two teams, one of none, and an MLI lead, who may do everything. */
const GROUPS: Record<string, string[]> = {
  'user:default/eli': ['group:default/lanes'],
  'user:default/mia': ['group:default/maps'],
  'user:default/tom': [],
  'user:default/hana': ['group:default/mli-leads'],
};
export type Person = 'eli' | 'mia' | 'tom' | 'hana';

export interface InsightsCall {
  readonly path: string;
  readonly body: unknown;
}

export interface StartOptions {
  readonly entities?: Entity[];
  /** Addresses that were imported into the catalog. */
  readonly locations?: { id: string; type: string; target: string }[];
  readonly visibleComponents?: VisibleRefs;
}

export const group = (name: string, type = 'customer-team'): Entity => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Group',
  metadata: { name, title: name === 'lanes' ? 'Lanes' : undefined },
  spec: { type, children: [] },
});

export const component = (
  name: string,
  owner: string,
  annotations: Record<string, string> = {},
): Entity => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: {
    name,
    annotations: {
      'backstage.io/managed-by-location':
        'url:https://git.example.com/x/catalog-info.yaml',
      ...annotations,
    },
  },
  spec: { type: 'model', lifecycle: 'production', owner },
});

const offering: Entity = {
  apiVersion: 'mli.internal/v1alpha1',
  kind: 'Offering',
  metadata: { name: 'feature-store', title: 'Feature Store' },
  spec: { stages: ['features'] },
};

/** The plugin with a catalog of given entities, and stand-ins for insights, the policy and notifications. */
export async function startOfferings(knex: Knex, options: StartOptions = {}) {
  const catalog = {
    entities: [
      group('lanes'),
      group('maps'),
      group('mli-leads', 'organisation'),
      offering,
      ...(options.entities ?? []),
    ],
    locations: options.locations ?? [],
  };
  const insightsCalls: InsightsCall[] = [];
  const notifications: NotificationSendOptions[] = [];
  const audits: string[] = [];
  const auditor = mockServices.auditor.mock({
    createEvent: async ({ eventId }) => ({
      success: async () => {
        audits.push(`${eventId} succeeded`);
      },
      fail: async () => {
        audits.push(`${eventId} failed`);
      },
    }),
  });
  const actions = actionsRegistryServiceMock();
  const backend = await startTestBackend({
    features: [
      offeringsPlugin,
      insightsStandIn(insightsCalls),
      auditor.factory,
      mockServices.database.factory({ knex }),
      mockServices.rootConfig.factory({
        data: { app: { baseUrl: 'https://portal.example.com' } },
      }),
      permissionsOf(),
      createServiceFactory({
        service: actionsRegistryServiceRef,
        deps: {},
        factory: () => actions,
      }),
      createServiceFactory({
        service: coreServices.userInfo,
        deps: {},
        factory: () => ({
          getUserInfo: async credentials => {
            // Only users are asked about.
            const { userEntityRef } = credentials.principal as {
              userEntityRef: string;
            };
            return {
              userEntityRef,
              ownershipEntityRefs: [
                userEntityRef,
                ...(GROUPS[userEntityRef] ?? []),
              ],
            };
          },
        }),
      }),
      createServiceFactory({
        service: catalogServiceMock.factory().service,
        deps: {},
        factory: () => {
          const now = () => catalogServiceMock({ entities: catalog.entities });
          return {
            ...now(),
            getEntitiesByRefs: (...args) => now().getEntitiesByRefs(...args),
            streamEntities: (...args) => now().streamEntities(...args),
            getLocations: async () => ({
              items: catalog.locations.map(location => ({
                ...location,
                entityRef: `location:default/generated-${location.id}`,
              })),
            }),
            getLocationById: async id => {
              const found = catalog.locations.find(
                location => location.id === id,
              );
              return (
                found && {
                  ...found,
                  entityRef: `location:default/generated-${id}`,
                }
              );
            },
            removeLocationById: async id => {
              catalog.locations = catalog.locations.filter(
                location => location.id !== id,
              );
            },
          };
        },
      }),
      createServiceFactory({
        service: notificationService,
        deps: {},
        factory: () => ({
          send: async sent => {
            notifications.push(sent);
          },
        }),
      }),
      createServiceFactory({
        service: visibleEntitiesServiceRef,
        deps: {},
        factory: () => ({
          visibleRefs: async (_, kind) =>
            kind === 'Component' ? (options.visibleComponents ?? 'all') : 'all',
        }),
      }),
    ],
  });
  const call = (
    method: 'get' | 'post' | 'put' | 'delete',
    path: string,
    { as = 'eli', body }: { as?: Person; body?: object } = {},
  ) => {
    const sent = request(backend.server)
      [method](`/api/offerings${path}`)
      .set('authorization', mockCredentials.user.header(`user:default/${as}`));
    return body === undefined ? sent : sent.send(body);
  };
  return {
    actions,
    audits,
    backend,
    catalog,
    insightsCalls,
    notifications,
    server: backend.server,
    get: (path: string, as?: Person) => call('get', path, { as }),
    remove: (path: string, as?: Person) => call('delete', path, { as }),
    post: (path: string, body: object = {}, as?: Person) =>
      call('post', path, { as, body }),
    put: (path: string, body: object, as?: Person) =>
      call('put', path, { as, body }),
  };
}

/** What the portal's own policy says about the permissions of this plugin. */
function permissionsOf() {
  return createServiceFactory({
    service: coreServices.permissions,
    deps: { auth: coreServices.auth },
    factory: ({ auth }) => {
      return mockServices.permissions.mock({
        authorize: jest.fn(async (requests, context) => {
          const ref =
            context && auth.isPrincipal(context.credentials, 'user')
              ? context.credentials.principal.userEntityRef
              : '';
          return requests.map(({ permission }: AuthorizePermissionRequest) => ({
            result:
              permission.name !== 'offerings.registration.write-any' ||
              ref === 'user:default/hana'
                ? AuthorizeResult.ALLOW
                : AuthorizeResult.DENY,
          }));
        }),
      });
    },
  });
}

function insightsStandIn(calls: InsightsCall[]) {
  return createBackendPlugin({
    pluginId: 'insights',
    register(env) {
      env.registerInit({
        deps: { httpRouter: coreServices.httpRouter },
        async init({ httpRouter }) {
          const router = Router();
          router.use(express.json());
          router.use((req, res) => {
            calls.push({ path: req.url, body: req.body });
            res.json({ team: 'group:default/lanes', items: [] });
          });
          httpRouter.use(router);
        },
      });
    },
  });
}
