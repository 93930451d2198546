import type { FactSchema, FactType } from '@mli/plugin-scorecards-common';

const OWNED = [
  'component',
  'offering',
  'system',
  'api',
  'resource',
  'domain',
  'template',
];
const ANY = ['group', ...OWNED];

interface CatalogFact {
  readonly id: string;
  readonly type: FactType;
  readonly kinds: readonly string[];
  readonly title: string;
  readonly description: string;
  readonly unit?: string;
}

/** What the catalog itself says about an entity. The README lists them for those who write scorecards. */
const FACTS: readonly CatalogFact[] = [
  {
    id: 'catalog.owner.set',
    type: 'boolean',
    kinds: OWNED,
    title: 'has an owner',
    description: 'spec.owner is there.',
  },
  {
    id: 'catalog.owner.known',
    type: 'boolean',
    kinds: OWNED,
    title: 'has an owner that is a group of the catalog',
    description: 'The entity is owned by a Group that exists.',
  },
  {
    id: 'catalog.title.set',
    type: 'boolean',
    kinds: ANY,
    title: 'has a title',
    description: 'metadata.title (of a Group also the name of its profile).',
  },
  {
    id: 'catalog.description.length',
    type: 'number',
    unit: 'characters',
    kinds: ANY,
    title: 'length of the description',
    description: 'Characters of metadata.description, 0 where there is none.',
  },
  {
    id: 'catalog.hasDocs',
    type: 'boolean',
    kinds: ANY,
    title: 'has documentation',
    description:
      'A TechDocs annotation, a link of type docs or titled documentation, or an onboarding guide.',
  },
  {
    id: 'catalog.links.count',
    type: 'number',
    kinds: ANY,
    title: 'number of links',
    description: 'Entries of metadata.links.',
  },
  {
    id: 'catalog.tags',
    type: 'set',
    kinds: ANY,
    title: 'tags',
    description: 'metadata.tags.',
  },
  {
    id: 'catalog.type',
    type: 'string',
    kinds: ANY,
    title: 'type',
    description: 'spec.type.',
  },
  {
    id: 'catalog.lifecycle',
    type: 'string',
    kinds: OWNED,
    title: 'lifecycle',
    description: 'spec.lifecycle.',
  },
  {
    id: 'catalog.adopts',
    type: 'set',
    kinds: ['group', 'component'],
    title: 'adopted offerings',
    description: 'Refs of the offerings in the annotation mli.internal/adopts.',
  },
  {
    id: 'catalog.adopts.count',
    type: 'number',
    kinds: ['group', 'component'],
    title: 'number of adopted offerings',
    description: 'How many offerings mli.internal/adopts names.',
  },
  {
    id: 'catalog.adoptedBy.count',
    type: 'number',
    kinds: ['offering'],
    title: 'number of teams that say they have adopted it',
    description: 'Groups that adopt the offering.',
  },
  {
    id: 'catalog.components.count',
    type: 'number',
    kinds: ['group', 'system'],
    title: 'number of components',
    description: 'Components the Group owns, or that are part of the System.',
  },
  {
    id: 'catalog.members.count',
    type: 'number',
    kinds: ['group'],
    title: 'number of members',
    description: 'Direct members of the Group.',
  },
  {
    id: 'catalog.offering.stages',
    type: 'set',
    kinds: ['offering'],
    title: 'served stages',
    description: 'spec.stages.',
  },
  {
    id: 'catalog.offering.guide.set',
    type: 'boolean',
    kinds: ['offering'],
    title: 'has an onboarding guide',
    description: 'spec.onboarding.guide.',
  },
  {
    id: 'catalog.offering.quickstart.set',
    type: 'boolean',
    kinds: ['offering'],
    title: 'has a quick start',
    description: 'spec.onboarding.quickstart or spec.onboarding.template.',
  },
  {
    id: 'catalog.offering.expectedDays',
    type: 'number',
    unit: 'days',
    kinds: ['offering'],
    title: 'promised onboarding time',
    description: 'spec.onboarding.expectedDays.',
  },
  {
    id: 'catalog.offering.support.set',
    type: 'boolean',
    kinds: ['offering'],
    title: 'has a support channel',
    description: 'spec.support.channel.',
  },
  {
    id: 'catalog.offering.responseHours',
    type: 'number',
    unit: 'hours',
    kinds: ['offering'],
    title: 'promised response time of support',
    description: 'spec.support.responseHours.',
  },
  {
    id: 'catalog.offering.serviceLevels.count',
    type: 'number',
    kinds: ['offering'],
    title: 'number of promised service levels',
    description: 'Entries of spec.serviceLevels.',
  },
  {
    id: 'catalog.offering.limits.count',
    type: 'number',
    kinds: ['offering'],
    title: 'number of stated limits',
    description: 'Entries of spec.limits.',
  },
  {
    id: 'catalog.offering.telemetry.count',
    type: 'number',
    kinds: ['offering'],
    title: 'number of telemetry matchers',
    description: 'Entries of spec.telemetry, by which its use is recognised.',
  },
  {
    id: 'catalog.annotation.*',
    type: 'string',
    kinds: ANY,
    title: 'annotation',
    description:
      'The annotation with the key that follows, such as catalog.annotation.mli.internal/stage.',
  },
  {
    id: 'catalog.label.*',
    type: 'string',
    kinds: ANY,
    title: 'label',
    description: 'The label with the key that follows.',
  },
];

export const CATALOG_FACTS: readonly FactSchema[] = FACTS.map(fact => ({
  ...fact,
  // a day without the catalog is told, not shown as if it were news
  freshnessMs: 24 * 3_600_000,
  visibility: 'catalog',
}));
