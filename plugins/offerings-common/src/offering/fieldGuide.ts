/** What a field is for and how it is written, shown with every fault of it. Paths are without list positions. */
export interface FieldGuide {
  readonly why: string;
  readonly example: string;
}

const GUIDES: Record<string, FieldGuide> = {
  apiVersion: {
    why: 'It says which version of the definition this is',
    example: 'apiVersion: mli.internal/v1alpha1',
  },
  'metadata.links.url': {
    why: 'Links are opened by readers of the portal',
    example: 'url: https://docs.example.com/feature-store',
  },
  spec: {
    why: 'It holds everything the portal knows about the offering',
    example:
      'spec: { problem: ..., type: platform, lifecycle: ga, owner: ... }',
  },
  'spec.problem': {
    why: 'It is the sentence by which teams find the offering: the problem they have, not the technology',
    example:
      'problem: Training jobs wait for features that drift between training and serving',
  },
  'spec.notFor': {
    why: 'It saves the wrong teams a week',
    example: 'notFor: Raw sensor data; use the data lake',
  },
  'spec.type': {
    why: 'It says what kind of thing a team gets',
    example: 'type: platform',
  },
  'spec.lifecycle': {
    why: 'It says whether a team may rely on it',
    example: 'lifecycle: ga',
  },
  'spec.owner': {
    why: 'It names the provider team that answers for the offering',
    example: 'owner: group:feature-platform',
  },
  'spec.stages': {
    why: 'It places the offering in the ML workflow',
    example: 'stages: [features, training]',
  },
  'spec.audience.filter': {
    why: 'It selects the teams that could use the offering',
    example: "filter: { 'spec.type': customer-team }",
  },
  'spec.audience.activeIn': {
    why: 'Only teams with runs in these stages could use the offering',
    example: 'activeIn: [training]',
  },
  'spec.improves': {
    why: 'It is the claim that the impact page tests',
    example: 'improves: [{ stage: training, metric: queue_time }]',
  },
  'spec.onboarding.guide': {
    why: 'It is where a team starts',
    example: 'guide: https://docs.example.com/feature-store/start',
  },
  'spec.onboarding.template': {
    why: 'It names the software template that sets a team up',
    example: 'template: template:onboard-feature-store',
  },
  'spec.onboarding.expectedDays': {
    why: 'It is how many days a team needs until its first use',
    example: 'expectedDays: 3',
  },
  'spec.onboarding.quickstart': {
    why: 'It is what a person copies to try it',
    example: "quickstart: 'pip install feature-store'",
  },
  'spec.limits': {
    why: 'It tells a team before it starts what it would run into',
    example: 'limits: [{ name: features per team, value: 5000 }]',
  },
  'spec.adoptedWhen': {
    why: 'It replaces the default rule by which a team counts as adopted',
    example: 'adoptedWhen: { actor: people, cadence: week, periods: 3 }',
  },
  'spec.support': {
    why: 'It says where help is found and how soon',
    example: "support: { channel: '#feature-store', responseHours: 4 }",
  },
  'spec.serviceLevels': {
    why: 'It is what the provider promises; measured values are shown beside it',
    example:
      'serviceLevels: [{ indicator: availability, target: 99.9, unit: percent, window: 30d, fact: sla.availability }]',
  },
  'spec.system': {
    why: 'It names the System the offering is part of',
    example: 'system: ml-platform',
  },
  'spec.replaces': {
    why: 'It names the Offerings this one takes the place of',
    example: 'replaces: [offering:legacy-feature-store]',
  },
  'spec.dependsOn': {
    why: 'It names what the offering needs to work, with its kind',
    example: 'dependsOn: [resource:feature-db]',
  },
  'spec.telemetry': {
    why: 'It is how use of the offering is recognised in runs and usage events',
    example: "telemetry: [{ source: openlineage, jobNamespace: 'feast*' }]",
  },
};

/** The guide of the field or of the nearest field around it. */
export function guideOf(
  path: readonly (string | number)[],
): FieldGuide | undefined {
  const names = path.filter(part => typeof part === 'string');
  for (let length = names.length; length > 0; length--) {
    const guide = GUIDES[names.slice(0, length).join('.')];
    if (guide) {
      return guide;
    }
  }
  return undefined;
}
