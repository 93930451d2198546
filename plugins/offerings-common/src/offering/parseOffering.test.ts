import { Entity } from '@backstage/catalog-model';
import fc from 'fast-check';
import { parseOffering } from './parseOffering';

const SPEC = {
  problem: 'Training jobs wait for features that drift',
  notFor: 'Raw sensor data; use the data lake',
  type: 'platform',
  lifecycle: 'ga',
  owner: 'group:feature-platform',
  stages: ['features', 'training'],
  audience: {
    filter: { 'spec.type': 'customer-team' },
    activeIn: ['training'],
  },
  improves: [{ stage: 'training', metric: 'queue_time' }],
  onboarding: {
    guide: 'https://docs.example.com/start',
    template: 'template:onboard-feature-store',
    expectedDays: 3,
    quickstart: 'pip install feature-store',
  },
  limits: [{ name: 'features per team', value: 5000 }],
  adoptedWhen: { actor: 'people', cadence: 'week', periods: 3 },
  support: { channel: '#feature-store', responseHours: 4 },
  serviceLevels: [
    { indicator: 'availability', target: 99.9, unit: 'percent', window: '30d' },
  ],
  system: 'ml-platform',
  replaces: ['offering:legacy-feature-store'],
  dependsOn: ['resource:feature-db', 'offering:other/Queue'],
  telemetry: [
    { source: 'openlineage', jobNamespace: 'feast*' },
    { source: 'cloudevents', type: 'com.example.featurestore.*' },
  ],
};

const entity = (spec: unknown, more: Partial<Entity> = {}): Entity => ({
  apiVersion: 'mli.internal/v1alpha1',
  kind: 'Offering',
  metadata: { name: 'feature-store' },
  spec: spec as Entity['spec'], // faulty ones are the point of these tests
  ...more,
});

const messages = (spec: object, more?: Partial<Entity>) =>
  parseOffering(entity({ ...SPEC, ...spec }, more)).faults.map(
    fault => fault.message,
  );

describe('parseOffering', () => {
  it('reads every field, with full refs', () => {
    const result = parseOffering(
      entity(SPEC, {
        metadata: { name: 'feature-store', namespace: 'ml', tags: ['online'] },
      }),
    );
    expect(result.faults).toEqual([]);
    expect(result.offering).toEqual({
      ...SPEC,
      ref: 'offering:ml/feature-store',
      title: 'feature-store',
      description: undefined,
      tags: ['online'],
      owner: 'group:ml/feature-platform',
      system: 'system:ml/ml-platform',
      replaces: ['offering:ml/legacy-feature-store'],
      dependsOn: ['resource:ml/feature-db', 'offering:other/queue'],
      onboarding: {
        ...SPEC.onboarding,
        template: 'template:ml/onboard-feature-store',
      },
    });
  });

  it('needs few fields', () => {
    const { problem, type, lifecycle, owner, stages } = SPEC;
    const { offering, faults } = parseOffering(
      entity({ problem, type, lifecycle, owner: 'feature-platform', stages }),
    );
    expect(faults).toEqual([]);
    expect(offering).toMatchObject({
      owner: 'group:default/feature-platform',
      replaces: [],
      dependsOn: [],
    });
    expect(owner).toBe('group:feature-platform');
  });

  const cases: [string, object, string][] = [
    [
      'a missing text',
      { problem: undefined },
      'spec.problem is missing. It is the sentence by which teams find the offering: the problem they have, not the technology. Example: problem: Training jobs wait for features that drift between training and serving',
    ],
    ['an empty text', { problem: '  ' }, 'spec.problem is empty.'],
    [
      'a long text',
      { problem: 'x'.repeat(501) },
      'spec.problem is longer than 500 characters.',
    ],
    [
      'a number for a text',
      { problem: 7 },
      'spec.problem is 7 and must be a text.',
    ],
    [
      'an unknown type',
      { type: 'plattform' },
      'spec.type is "plattform" and must be one of: platform, service, library, dataset, tool, support.',
    ],
    [
      'an unknown lifecycle',
      { lifecycle: 'GA' },
      'spec.lifecycle is "GA" and must be one of: experimental, beta, ga, deprecated, retired.',
    ],
    [
      'an owner of another kind',
      { owner: 'user:jane' },
      'spec.owner "user:jane" points to the kind user; allowed here: Group.',
    ],
    [
      'an owner with a bad name',
      { owner: 'feature platform' },
      'spec.owner "feature platform" has a name the catalog does not allow',
    ],
    [
      'an owner that is no ref',
      { owner: 'group:' },
      'spec.owner "group:" is not an entity ref.',
    ],
    ['no stage', { stages: [] }, 'spec.stages is empty.'],
    [
      'a text for a list',
      { stages: 'training' },
      'spec.stages is "training" and must be a list.',
    ],
    [
      'an unknown stage',
      { stages: ['training', 'serving'] },
      'spec.stages[1] is "serving" and must be one of: data, labeling,',
    ],
    [
      'an unknown stage of the audience',
      { audience: { activeIn: ['x'] } },
      'spec.audience.activeIn[0] is "x" and must be one of: data,',
    ],
    [
      'an unknown field',
      { audiense: {} },
      'spec has a field it does not know: audiense.',
    ],
    [
      'a filter that is none',
      { audience: { filter: { $all: 3 } } },
      'spec.audience.filter is not a filter predicate. It selects the teams',
    ],
    [
      'a metric with a bad id',
      { improves: [{ stage: 'training', metric: 'Queue time' }] },
      'spec.improves[0].metric "Queue time" is not the id of a metric.',
    ],
    [
      'a guide over http',
      { onboarding: { guide: 'http://x.example' } },
      'spec.onboarding.guide "http://x.example" is not an https:// address.',
    ],
    [
      'a guide that runs code',
      // eslint-disable-next-line no-script-url -- that it is refused is the point
      { onboarding: { guide: 'javascript:alert(1)' } },
      'spec.onboarding.guide "javascript:alert(1)" is not an https:// address.',
    ],
    [
      'negative days',
      { onboarding: { expectedDays: -1 } },
      'spec.onboarding.expectedDays is -1 and must be at least 0.',
    ],
    [
      'a limit that is a list',
      { limits: [{ name: 'a', value: [] }] },
      'spec.limits[0].value is a list and must be a text or a number.',
    ],
    [
      'half a rule of adoption',
      { adoptedWhen: { actor: 'people', cadence: 'week', periods: 1.5 } },
      'spec.adoptedWhen.periods is 1.5 and must be a whole number.',
    ],
    [
      'support nobody finds',
      { support: { responseHours: 4 } },
      'spec.support.channel is missing.',
    ],
    [
      'a window in words',
      {
        serviceLevels: [
          { indicator: 'a', target: 1, unit: 'h', window: 'a month' },
        ],
      },
      'spec.serviceLevels[0].window "a month" is not a window.',
    ],
    [
      'a replaced thing of another kind',
      { replaces: ['component:x'] },
      'spec.replaces[0] "component:x" points to the kind component; allowed here: Offering.',
    ],
    [
      'a need without its kind',
      { dependsOn: ['feature-db'] },
      'spec.dependsOn[0] "feature-db" is not an entity ref with a kind.',
    ],
    [
      'an offering that replaces itself',
      { replaces: ['feature-store'] },
      'spec.replaces names the offering itself.',
    ],
    [
      'a matcher without a source',
      { telemetry: [{ jobName: 'x' }] },
      'spec.telemetry[0].source is missing.',
    ],
    [
      'a matcher that claims a whole kind of source',
      { telemetry: [{ source: 'openlineage', jobNamespace: '*' }] },
      'spec.telemetry[0] claims everything that any openlineage source sends; name a jobNamespace',
    ],
    ['no group of fields', { support: null }, 'spec.support is missing.'],
  ];

  it.each(cases)('says what is wrong: %s', (_, spec, expected) => {
    const found = messages(spec);
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(expected);
  });

  it('takes a whole source that is configured by name', () => {
    expect(messages({ telemetry: [{ source: 'label-desk' }] })).toEqual([]);
  });

  it('says everything at once', () => {
    const { faults } = parseOffering(
      entity(
        { ...SPEC, owner: undefined, stages: ['x'], replaces: ['component:y'] },
        {
          apiVersion: 'mli.internal/v2',
          metadata: { name: 'a', links: [{ url: 'http://a.example' }] },
        },
      ),
    );
    expect(faults.map(fault => fault.path)).toEqual([
      'apiVersion',
      'metadata.links[0].url',
      'spec.owner',
      'spec.stages[0]',
      'spec.replaces[0]',
    ]);
  });

  it('says that there is no spec', () => {
    expect(parseOffering(entity(undefined)).faults).toEqual([
      {
        path: 'spec',
        message: expect.stringContaining('spec is missing. It holds'),
      },
    ]);
  });

  it('takes the stages of the installation', () => {
    const spec = { ...SPEC, audience: {}, improves: [], stages: ['train'] };
    expect(
      parseOffering(entity(spec), { stages: ['train'] }).offering?.stages,
    ).toEqual(['train']);
  });

  it('never throws, and gives an offering or a fault, whatever the spec', () => {
    const field = fc.constantFrom(...Object.keys(SPEC), '__proto__', 'extra');
    fc.assert(
      fc.property(fc.dictionary(field, fc.jsonValue()), fields => {
        const { offering, faults } = parseOffering(
          entity({ ...SPEC, ...fields }),
        );
        expect(offering === undefined).toBe(faults.length > 0);
      }),
      { numRuns: 500 },
    );
  });
});
