import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import { Entity } from '@backstage/catalog-model';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import {
  AuthorizeResult,
  PolicyDecision,
} from '@backstage/plugin-permission-common';
import { DefaultVisibleEntities } from './DefaultVisibleEntities';

const entity = (kind: string, name: string): Entity => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind,
  metadata: { name, namespace: 'default' },
});

const ownedBy = (...claims: string[]): PolicyDecision => ({
  result: AuthorizeResult.CONDITIONAL,
  pluginId: 'catalog',
  resourceType: 'catalog-entity',
  conditions: {
    rule: 'IS_ENTITY_OWNER',
    resourceType: 'catalog-entity',
    params: { claims },
  },
});

function setup() {
  let now = 0;
  const permissions = mockServices.permissions.mock();
  const catalog = catalogServiceMock({
    entities: [entity('Group', 'Lanes'), entity('Component', 'trainer')],
  });
  const streamEntities = jest.spyOn(catalog, 'streamEntities');
  const visible = new DefaultVisibleEntities({
    auth: mockServices.auth(),
    catalog,
    permissions,
    now: () => now,
  });
  return {
    visible,
    streamEntities,
    decide: (decision: PolicyDecision) =>
      permissions.authorizeConditional.mockResolvedValue([decision]),
    waitSeconds: (seconds: number) => {
      now += seconds * 1_000;
    },
  };
}

const jane = mockCredentials.user('user:default/jane');
const john = mockCredentials.user('user:default/john');

describe('DefaultVisibleEntities', () => {
  it('needs no filter where everything is allowed', async () => {
    const { visible, decide, streamEntities } = setup();
    decide({ result: AuthorizeResult.ALLOW });
    expect(await visible.visibleRefs(jane, 'Group')).toBe('all');
    expect(streamEntities).not.toHaveBeenCalled();
  });

  it('shows nothing where nothing is allowed', async () => {
    const { visible, decide, streamEntities } = setup();
    decide({ result: AuthorizeResult.DENY });
    expect(await visible.visibleRefs(jane, 'Group')).toEqual(new Set());
    expect(streamEntities).not.toHaveBeenCalled();
  });

  it('asks the catalog as the caller, for refs only', async () => {
    const { visible, decide, streamEntities } = setup();
    decide(ownedBy('group:default/lanes'));
    expect(await visible.visibleRefs(jane, 'Group')).toEqual(
      new Set(['group:default/lanes']),
    );
    expect(streamEntities).toHaveBeenCalledWith(
      expect.objectContaining({
        filter: { kind: ['group'] },
        fields: ['kind', 'metadata.namespace', 'metadata.name'],
      }),
      { credentials: jane },
    );
  });

  it('asks once for callers at the same time and for a short while', async () => {
    const { visible, decide, streamEntities, waitSeconds } = setup();
    decide(ownedBy('group:default/lanes'));
    await Promise.all([
      visible.visibleRefs(jane, 'Group'),
      visible.visibleRefs(jane, 'group'),
    ]);
    waitSeconds(19);
    await visible.visibleRefs(jane, 'Group');
    expect(streamEntities).toHaveBeenCalledTimes(1);
    waitSeconds(1);
    await visible.visibleRefs(jane, 'Group');
    expect(streamEntities).toHaveBeenCalledTimes(2);
  });

  it('never answers one person with what was read for another, or for another kind', async () => {
    const { visible, decide, streamEntities } = setup();
    decide(ownedBy('group:default/lanes'));
    await visible.visibleRefs(jane, 'Group');
    await visible.visibleRefs(john, 'Group');
    await visible.visibleRefs(jane, 'Component');
    expect(streamEntities).toHaveBeenCalledTimes(3);
  });

  it('keeps two tokens of one person with different claims apart', async () => {
    const { visible, decide, streamEntities } = setup();
    decide(ownedBy('group:default/lanes'));
    await visible.visibleRefs(jane, 'Group');
    decide(ownedBy('group:default/maps'));
    await visible.visibleRefs(jane, 'Group');
    expect(streamEntities).toHaveBeenCalledTimes(2);
  });

  it('follows a withdrawn permission at once', async () => {
    const { visible, decide } = setup();
    decide(ownedBy('group:default/lanes'));
    await visible.visibleRefs(jane, 'Group');
    decide({ result: AuthorizeResult.DENY });
    expect(await visible.visibleRefs(jane, 'Group')).toEqual(new Set());
  });

  it('fails when the catalog fails, and tries again', async () => {
    const { visible, decide, streamEntities } = setup();
    decide(ownedBy('group:default/lanes'));
    streamEntities.mockImplementationOnce(() => {
      throw new Error('catalog is away');
    });
    await expect(visible.visibleRefs(jane, 'Group')).rejects.toThrow('away');
    expect(await visible.visibleRefs(jane, 'Group')).toEqual(
      new Set(['group:default/lanes']),
    );
  });
});
