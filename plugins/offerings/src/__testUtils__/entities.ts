import { Entity } from '@backstage/catalog-model';

export const FEATURE_STORE: Entity = {
  apiVersion: 'mli.internal/v1alpha1',
  kind: 'Offering',
  metadata: {
    name: 'feature-store',
    title: 'Feature Store',
    description: 'One place for features.',
    tags: ['features'],
  },
  spec: {
    problem: 'Features drift between training and serving',
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
      guide: 'https://docs.example.com/feature-store',
      expectedDays: 3,
      quickstart: 'pip install features',
    },
    limits: [
      { name: 'features per team', value: 5000 },
      { name: 'age of a value', value: 2, unit: 'hours' },
    ],
    support: { channel: '#feature-store', responseHours: 4 },
    serviceLevels: [
      {
        indicator: 'availability',
        target: 99.9,
        unit: 'percent',
        window: '30d',
      },
    ],
  },
  relations: [
    { type: 'dependsOn', targetRef: 'resource:default/feature-db' },
    { type: 'replaces', targetRef: 'offering:default/legacy-store' },
  ],
};

/** On its way out, with a replacement and hostile links. */
export const LEGACY_STORE: Entity = {
  apiVersion: 'mli.internal/v1alpha1',
  kind: 'Offering',
  metadata: { name: 'legacy-store', title: 'Legacy Store' },
  spec: {
    problem: '<img src=x onerror=alert(1)>',
    type: 'service',
    lifecycle: 'deprecated',
    owner: 'feature-platform',
    stages: ['features'],
    // eslint-disable-next-line no-script-url -- that it is never a link is the point
    onboarding: { guide: 'javascript:alert(1)' },
  },
  relations: [
    { type: 'replacedBy', targetRef: 'offering:default/feature-store' },
  ],
};

export const FEATURE_PLATFORM: Entity = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Group',
  metadata: { name: 'feature-platform', namespace: 'default' },
  spec: {
    type: 'provider-team',
    profile: { displayName: 'Feature Platform' },
    children: [],
  },
};
