import { createBackendModule } from '@backstage/backend-plugin-api';
import { TestDatabases } from '@backstage/backend-test-utils';
import { Entity, stringifyEntityRef } from '@backstage/catalog-model';
import {
  catalogConditions,
  createCatalogConditionalDecision,
} from '@backstage/plugin-catalog-backend/alpha';
import { catalogEntityReadPermission } from '@backstage/plugin-catalog-common/alpha';
import {
  AuthorizeResult,
  isPermission,
} from '@backstage/plugin-permission-common';
import { policyExtensionPoint } from '@backstage/plugin-permission-node/alpha';
import { TestPortal, startPortal } from './__testUtils__/startPortal';

jest.setTimeout(120_000);

/** A stricter policy than the portal's own: one sees only what one's groups own. */
const ownThingsOnly = createBackendModule({
  pluginId: 'permission',
  moduleId: 'own-things-only',
  register(reg) {
    reg.registerInit({
      deps: { policy: policyExtensionPoint },
      async init({ policy }) {
        policy.setPolicy({
          async handle({ permission }, user) {
            if (!isPermission(permission, catalogEntityReadPermission)) {
              return { result: AuthorizeResult.DENY };
            }
            const claims = user?.info.ownershipEntityRefs ?? [];
            return createCatalogConditionalDecision(
              permission,
              catalogConditions.isEntityOwner({ claims }),
            );
          },
        });
      },
    });
  },
});

const entity = (kind: string, name: string, spec: Entity['spec']): Entity => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind,
  metadata: { name },
  spec,
});

const component = (name: string, owner: string) =>
  entity('Component', name, { type: 'model', lifecycle: 'production', owner });

const ENTITIES = [
  component('lane-net', 'lanes'),
  component('Lane-Trainer', 'lanes'),
  component('map-net', 'maps'),
  entity('User', 'eli', { memberOf: ['lanes'] }),
  entity('User', 'mia', { memberOf: ['maps'] }),
  entity('User', 'gus', { memberOf: ['nobodies'] }),
];

describe('VisibleEntities under a policy with conditions', () => {
  const databases = TestDatabases.create({ ids: ['POSTGRES_18'] });
  let portal: TestPortal;

  beforeAll(async () => {
    portal = await startPortal(databases, {
      entities: ENTITIES,
      policy: ownThingsOnly,
    });
  });

  afterAll(() => portal?.stop());

  it.each([
    ['eli', ['component:default/lane-net', 'component:default/lane-trainer']],
    ['mia', ['component:default/map-net']],
    ['gus', []],
  ])('%s sees what the catalog shows: %j', async (name, expected) => {
    const token = await portal.signIn(name);
    const listed = async (): Promise<string[]> => {
      const response = await portal.call(
        '/catalog/entities?filter=kind=component',
        { token },
      );
      return (await response.json()).map(stringifyEntityRef).sort();
    };
    const deadline = Date.now() + 20_000;
    while ((await listed()).length < expected.length && Date.now() < deadline) {
      await new Promise(resolve => setTimeout(resolve, 100));
    }
    const { auth, visible } = portal.services;
    const credentials = await auth.authenticate(token);
    expect(await listed()).toEqual(expected);
    expect(await visible.visibleRefs(credentials, 'Component')).toEqual(
      new Set(expected),
    );
  });
});
