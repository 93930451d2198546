import {
  coreServices,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import { actionsRegistryServiceRef } from '@backstage/backend-plugin-api/alpha';
import { actionsRegistryServiceMock } from '@backstage/backend-test-utils/alpha';
import {
  mockCredentials,
  mockServices,
  startTestBackend,
} from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { notificationService } from '@backstage/plugin-notifications-node';
import {
  AuthorizeResult,
  type AuthorizePermissionRequest,
} from '@backstage/plugin-permission-common';
import {
  type VisibleRefs,
  visibleEntitiesServiceRef,
} from '@mli/plugin-ml-platform-node';
import type { Knex } from 'knex';
import request from 'supertest';
import scorecardsPlugin from '..';
import { component, group, maturity, speed } from '../testing/fixtures';
import { insightsStandIn } from '../testing/insightsStandIn';

export const READER = mockCredentials.user.header('user:default/reader');
export const PUSHER = mockCredentials.service.header();
const PASS = 'scorecards-evaluate-all';
const NOTIFY = 'scorecards-notify';

export const ENTITIES: Entity[] = [
  group('lanes'),
  group('maps'),
  component('lane-net', 'lanes', 'Finds lanes in camera frames'),
  component('map-net', 'maps'),
  maturity(),
  speed(),
];

export interface Setup {
  readonly entities?: Entity[];
  /** What a caller sees of a kind; `caller` is the ref of a user, or the subject of a service. */
  readonly visible?: (kind: string, caller: string) => VisibleRefs;
  readonly decide?: (request: AuthorizePermissionRequest) => boolean;
  readonly speedDecision?: 'allow' | 'deny' | 'conditional';
  /** Groups of each user, without namespace; nobody else is in any. */
  readonly members?: Readonly<Record<string, readonly string[]>>;
}

/** What the permission policy of a portal decides: everybody may do what users do, nobody administers. */
const usual = ({ permission }: AuthorizePermissionRequest): boolean =>
  permission.name !== 'scorecards.administer';

function permissionsOf(setup: Setup) {
  const answer = (allowed: boolean) => ({
    result: allowed ? AuthorizeResult.ALLOW : AuthorizeResult.DENY,
  });
  return mockServices.permissions.mock({
    authorize: jest.fn(async requests =>
      requests.map((r: AuthorizePermissionRequest) =>
        answer((setup.decide ?? usual)(r)),
      ),
    ),
    authorizeConditional: jest.fn(async () => {
      const decision = setup.speedDecision ?? 'allow';
      if (decision !== 'conditional') {
        return [answer(decision === 'allow')] as never; // the mock wants the type of its overloads
      }
      return [
        {
          result: AuthorizeResult.CONDITIONAL,
          pluginId: 'insights',
          resourceType: 'insights-team',
          conditions: {
            rule: 'IS_OWN_LINE',
            resourceType: 'insights-team',
            params: {},
          },
        },
      ] as never; // the shape of a conditional decision; its conditions are not looked at
    }),
  });
}

const CONFIG = {
  scorecards: {
    factSubjects: [
      {
        subject: mockCredentials.service().principal.subject,
        facts: ['ops.*'],
      },
    ],
    facts: [
      {
        id: 'ops.open_incidents',
        type: 'number',
        title: 'open incidents',
        freshness: '7d',
      },
    ],
  },
};

/** The plugin with its real store, and stand-ins for what other plugins answer. */
export async function startScorecards(knex: Knex, setup: Setup = {}) {
  let catalog = catalogServiceMock({ entities: setup.entities ?? ENTITIES });
  const scheduler = mockServices.scheduler();
  const permissions = permissionsOf(setup);
  const actions = actionsRegistryServiceMock();
  const send = jest.fn(async (_notification: unknown) => {});
  const audited = mockServices.auditor.mock();
  audited.createEvent.mockImplementation(async () => ({
    success: jest.fn(async () => {}),
    fail: jest.fn(async () => {}),
  }));
  const userInfo = mockServices.userInfo.mock({
    getUserInfo: jest.fn(async credentials => {
      const { userEntityRef } = (
        credentials as { principal: { userEntityRef: string } }
      ).principal; // only users are asked about
      const groups = setup.members?.[userEntityRef.split('/')[1] ?? ''] ?? [];
      return {
        userEntityRef,
        ownershipEntityRefs: [
          userEntityRef,
          ...groups.map(name => `group:default/${name}`),
        ],
      };
    }),
  });
  const { server } = await startTestBackend({
    features: [
      scorecardsPlugin,
      insightsStandIn([
        {
          id: 'insights.queue_time.p50',
          entity: 'group:default/lanes',
          state: 'ok',
          value: 300,
        },
        {
          id: 'insights.queue_time.p50',
          entity: 'group:default/maps',
          state: 'hidden',
        },
      ]),
      mockServices.rootConfig.factory({ data: CONFIG }),
      mockServices.database.factory({ knex }),
      permissions.factory,
      audited.factory,
      userInfo.factory,
      createServiceFactory({
        service: actionsRegistryServiceRef,
        deps: {},
        factory: () => actions,
      }),
      createServiceFactory({
        service: notificationService,
        deps: {},
        factory: () => ({ send }),
      }),
      createServiceFactory({
        service: coreServices.scheduler,
        deps: {},
        factory: () => scheduler,
      }),
      createServiceFactory({
        service: catalogServiceMock.factory().service,
        deps: {},
        factory: () => ({
          ...catalog,
          streamEntities: (...args) => catalog.streamEntities(...args),
        }),
      }),
      createServiceFactory({
        service: visibleEntitiesServiceRef,
        deps: {},
        factory: () => ({
          visibleRefs: async ({ principal }, kind) => {
            const { userEntityRef, subject } = principal as {
              userEntityRef?: string;
              subject?: string;
            }; // principals differ in what names them
            const caller = userEntityRef ?? subject ?? '';
            return setup.visible?.(kind.toLowerCase(), caller) ?? 'all';
          },
        }),
      }),
    ],
  });
  const pass = () => scheduler.triggerTask(PASS);
  await pass();
  const get = (path: string, as = READER) =>
    request(server).get(`/api/scorecards${path}`).set('authorization', as);
  const post = (path: string, body: object, as = READER) =>
    request(server)
      .post(`/api/scorecards${path}`)
      .set('authorization', as)
      .send(body);
  return {
    ...{ server, get, post, pass, permissions, knex, actions, send, audited },
    notify: () => scheduler.triggerTask(NOTIFY),
    setEntities: (entities: Entity[]) => {
      catalog = catalogServiceMock({ entities });
    },
  };
}

/** Asks again until the answer is as wanted; a poked evaluation takes a moment. */
export async function eventually<T>(
  ask: () => Promise<T>,
  wanted: (answer: T) => boolean,
): Promise<T> {
  const until = Date.now() + 5_000;
  for (;;) {
    const answer = await ask();
    if (wanted(answer) || Date.now() > until) {
      return answer;
    }
    await new Promise(resolve => {
      setTimeout(resolve, 50);
    });
  }
}
