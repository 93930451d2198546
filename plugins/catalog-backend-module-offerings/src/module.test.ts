import { TestDatabases } from '@backstage/backend-test-utils';
import { Entity } from '@backstage/catalog-model';
import { parse } from 'yaml';
import { TestCatalog, startCatalog } from './__testUtils__/startCatalog';

jest.setTimeout(120_000);

const FEATURE_STORE = parse(`
apiVersion: mli.internal/v1alpha1
kind: Offering
metadata:
  name: feature-store
  title: Feature Store
spec:
  problem: Training jobs wait for features that drift between training and serving
  type: platform
  lifecycle: ga
  owner: group:feature-platform
  stages: [features, training]
  audience: { filter: { 'spec.type': customer-team }, activeIn: [training] }
  system: ml-platform
  replaces: [offering:legacy-feature-store]
  dependsOn: [resource:feature-db]
  telemetry: [{ source: openlineage, jobNamespace: 'feast*' }]
`);

const offering = (name: string, spec: object): Entity => ({
  ...FEATURE_STORE,
  metadata: { name },
  spec: { ...FEATURE_STORE.spec, replaces: undefined, ...spec },
});

const other = (kind: string, name: string, spec: Entity['spec']): Entity => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind,
  metadata: { name },
  spec,
});

const team = (name: string, type: string, adopts?: string): Entity => ({
  ...other('Group', name, { type, children: [] }),
  metadata: {
    name,
    annotations: adopts ? { 'mli.internal/adopts': adopts } : {},
  },
});

const relations = (entity: Entity): string[] =>
  (entity.relations ?? []).map(({ type, targetRef }) => `${type} ${targetRef}`);

const related =
  (...expected: string[]) =>
  (entity: Entity) =>
    expected.every(relation => relations(entity).includes(relation));

describe('catalogModuleOfferings', () => {
  const databases = TestDatabases.create({ ids: ['POSTGRES_18'] });
  let catalog: TestCatalog;

  beforeAll(async () => {
    catalog = await startCatalog(databases);
    await catalog.provide(
      team('feature-platform', 'provider-team'),
      team('lanes', 'customer-team', 'feature-store, not a name, lane-tool'),
      other('System', 'ml-platform', { owner: 'feature-platform' }),
      other('Resource', 'feature-db', {
        owner: 'feature-platform',
        type: 'database',
      }),
      offering('legacy-feature-store', { lifecycle: 'deprecated' }),
      FEATURE_STORE,
    );
  });

  afterAll(() => catalog?.stop());

  it('relates an Offering to its provider, system, needs and predecessor', async () => {
    const wanted = [
      'ownedBy group:default/feature-platform',
      'partOf system:default/ml-platform',
      'dependsOn resource:default/feature-db',
      'replaces offering:default/legacy-feature-store',
      'adoptedBy group:default/lanes',
    ];
    const entity = await catalog.entity(
      'offering:default/feature-store',
      related(...wanted),
    );
    expect(relations(entity).sort()).toEqual(wanted.sort());
    expect(entity.spec).toMatchObject({ stages: ['features', 'training'] });
  });

  it.each([
    ['group:default/feature-platform', 'ownerOf'],
    ['system:default/ml-platform', 'hasPart'],
    ['resource:default/feature-db', 'dependencyOf'],
    ['offering:default/legacy-feature-store', 'replacedBy'],
    ['group:default/lanes', 'adopts'],
  ])('%s has the relation back: %s', async (ref, relation) => {
    const wanted = `${relation} offering:default/feature-store`;
    const entity = await catalog.entity(ref, related(wanted));
    expect(relations(entity)).toContain(wanted);
  });

  it('keeps a Group whose annotation has a fault, with the refs that are right', async () => {
    const entity = await catalog.entity(
      'group:default/lanes',
      related('adopts offering:default/feature-store'),
    );
    expect(relations(entity).filter(r => r.startsWith('adopts'))).toEqual([
      'adopts offering:default/feature-store',
      'adopts offering:default/lane-tool',
    ]);
  });

  it('withdraws adoption with the annotation', async () => {
    await catalog.provide(
      team('maps', 'customer-team', 'legacy-feature-store'),
    );
    await catalog.entity(
      'offering:default/legacy-feature-store',
      related('adoptedBy group:default/maps'),
    );
    await catalog.provide(team('maps', 'customer-team'));
    const entity = await catalog.entity(
      'offering:default/legacy-feature-store',
      e => !related('adoptedBy group:default/maps')(e),
    );
    expect(relations(entity)).not.toContain('adoptedBy group:default/maps');
  });

  it('does not relate a Component to the offerings it uses', async () => {
    await catalog.provide({
      ...other('Component', 'lane-trainer', {
        type: 'training-pipeline',
        lifecycle: 'production',
        owner: 'lanes',
      }),
      metadata: {
        name: 'lane-trainer',
        annotations: { 'mli.internal/adopts': 'feature-store' },
      },
    });
    const entity = await catalog.entity(
      'component:default/lane-trainer',
      related('ownedBy group:default/lanes'),
    );
    expect(relations(entity)).toEqual(['ownedBy group:default/lanes']);
  });

  it('refuses a faulty Offering with a sentence that names each field', async () => {
    await catalog.provide(
      offering('broken', {
        owner: undefined,
        stages: ['trainig'],
        // eslint-disable-next-line no-script-url -- that it is refused is the point
        onboarding: { guide: 'javascript:alert(1)' },
      }),
    );
    const message = await catalog.faultsOf('offering:default/broken');
    expect(message).toContain('The Offering broken is not valid');
    expect(message).toContain(
      'spec.owner is missing. It names the provider team that answers for the offering. Example: owner: group:feature-platform',
    );
    expect(message).toContain(
      'spec.stages[0] is "trainig" and must be one of: data, labeling,',
    );
    expect(message).toContain(
      'spec.onboarding.guide "javascript:alert(1)" is not an https:// address',
    );
    expect(await catalog.exists('offering:default/broken')).toBe(false);
  });

  it('refuses an unknown version with a sentence', async () => {
    await catalog.provide({
      ...offering('future', {}),
      apiVersion: 'mli.internal/v2',
    });
    expect(await catalog.faultsOf('offering:default/future')).toContain(
      'mli.internal/v2',
    );
  });

  it('takes a Scorecard whatever its rules hold, and relates its owner', async () => {
    const scorecard = {
      ...FEATURE_STORE,
      kind: 'Scorecard',
      metadata: { name: 'adoption' },
      spec: { owner: 'feature-platform', checks: [{ rule: { nonsense: 1 } }] },
    };
    await catalog.provide(scorecard);
    const wanted = 'ownedBy group:default/feature-platform';
    const entity = await catalog.entity(
      'scorecard:default/adoption',
      related(wanted),
    );
    expect(relations(entity)).toEqual([wanted]);
  });

  it('refuses a Scorecard that nobody owns', async () => {
    await catalog.provide({
      ...FEATURE_STORE,
      kind: 'Scorecard',
      metadata: { name: 'orphan' },
      spec: { checks: [] },
    });
    expect(await catalog.faultsOf('scorecard:default/orphan')).toContain(
      'owner',
    );
  });
});

describe('catalogModuleOfferings with configured stages', () => {
  const databases = TestDatabases.create({ ids: ['POSTGRES_18'] });

  it('takes these stages and no others', async () => {
    const catalog = await startCatalog(databases, {
      insights: { stages: ['annotate', 'train'] },
    });
    try {
      const spec = { stages: ['train'], audience: undefined };
      await catalog.provide(
        offering('trainer', spec),
        offering('default-stage', { ...spec, stages: ['training'] }),
      );
      await catalog.entity('offering:default/trainer', () => true);
      expect(
        await catalog.faultsOf('offering:default/default-stage'),
      ).toContain(
        'spec.stages[0] is "training" and must be one of: annotate, train.',
      );
    } finally {
      await catalog.stop();
    }
  });
});
