import type { Entity } from '@backstage/catalog-model';

export function group(name: string, spec: object = {}): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Group',
    metadata: { name, namespace: 'default' },
    spec: { type: 'customer-team', children: [], ...spec },
  };
}

export function component(
  name: string,
  owner: string,
  description?: string,
): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: {
      name,
      namespace: 'default',
      ...(description && { description }),
    },
    spec: { type: 'model', lifecycle: 'production', owner },
    relations: [{ type: 'ownedBy', targetRef: `group:default/${owner}` }],
  };
}

/** Components: level one asks for an owner, level two for a description and few incidents, which are pushed. */
export function maturity(changes: object = {}): Entity {
  return {
    apiVersion: 'mli.internal/v1alpha1',
    kind: 'Scorecard',
    metadata: { name: 'maturity', namespace: 'default', title: 'Maturity' },
    spec: {
      owner: 'group:ml-platform',
      appliesTo: { kind: 'Component', 'spec.type': 'model' },
      levels: [
        { name: 'known', title: 'Known' },
        { name: 'described', title: 'Described' },
      ],
      checks: [
        {
          id: 'owner',
          title: 'Has an owner',
          level: 'known',
          rule: {
            fact: 'catalog.owner.known',
            operator: 'equals',
            value: true,
          },
        },
        {
          id: 'description',
          title: 'Is described',
          level: 'described',
          rule: {
            fact: 'catalog.description.length',
            operator: 'atLeast',
            value: 10,
          },
          remediation: { text: 'Say what it is for' },
        },
        {
          id: 'incidents',
          title: 'Has no open incidents',
          level: 'described',
          rule: { fact: 'ops.open_incidents', operator: 'atMost', value: 0 },
        },
      ],
      ...changes,
    },
  };
}

/** Teams: rests on how fast they are. */
export function speed(): Entity {
  return {
    apiVersion: 'mli.internal/v1alpha1',
    kind: 'Scorecard',
    metadata: { name: 'speed', namespace: 'default' },
    spec: {
      owner: 'group:ml-platform',
      appliesTo: { kind: 'Group', 'spec.type': 'customer-team' },
      levels: [{ name: 'fast-start' }],
      checks: [
        {
          id: 'queue',
          title: 'Runs start soon',
          level: 'fast-start',
          rule: {
            fact: 'insights.queue_time.p50',
            operator: 'atMost',
            value: 600,
          },
        },
      ],
    },
  };
}
