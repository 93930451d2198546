import { type Entity, parseEntityRef } from '@backstage/catalog-model';
import {
  type FactValue,
  matchesGlob,
  normaliseFact,
} from '@mli/plugin-scorecards-common';
import type {
  CollectedFact,
  CollectRequest,
  FactSource,
  FactSubject,
} from '@mli/plugin-scorecards-node';
import { CATALOG_FACTS } from './catalogFacts';

export const MEMBERS_COUNT = 'catalog.members.count';

type Reader = (subject: FactSubject, groups: ReadonlySet<string>) => unknown;

function specOf(entity: Entity): Record<string, unknown> {
  return entity.spec ?? {};
}

function fieldOf(value: unknown, ...path: readonly string[]): unknown {
  let at = value;
  for (const key of path) {
    at =
      typeof at === 'object' && at !== null && Object.hasOwn(at, key)
        ? // an object that has the key, one line above
          (at as Record<string, unknown>)[key]
        : undefined;
  }
  return at;
}

const isFilled = (value: unknown): boolean =>
  typeof value === 'string' && value.trim() !== '';

const countOf = (value: unknown): number =>
  Array.isArray(value) ? value.length : 0;

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

const numberOf = (value: unknown): number | undefined =>
  typeof value === 'number' ? value : undefined;

const textsOf = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter(entry => typeof entry === 'string') : [];

function targetsOf(entity: Entity, type: string, kind: string): string[] {
  const prefix = `${kind}:`;
  const targets = (entity.relations ?? [])
    .filter(relation => relation.type === type)
    .map(relation => relation.targetRef.toLocaleLowerCase('en-US'))
    .filter(ref => ref.startsWith(prefix));
  return [...new Set(targets)].sort();
}

/** The annotation itself, so that a declaration counts before the catalog has related it. */
function adoptedBy(entity: Entity): string[] {
  const annotation = entity.metadata.annotations?.['mli.internal/adopts'] ?? '';
  const refs = targetsOf(entity, 'adopts', 'offering');
  for (const name of annotation.split(',')) {
    try {
      const ref = parseEntityRef(name.trim(), {
        defaultKind: 'offering',
        defaultNamespace: 'default',
      });
      refs.push(
        `${ref.kind}:${ref.namespace}/${ref.name}`.toLocaleLowerCase('en-US'),
      );
    } catch {
      // what is no ref adopts nothing; the catalog says so where the annotation is processed
    }
  }
  return [...new Set(refs)].sort();
}

function hasDocs(entity: Entity): boolean {
  const annotations = entity.metadata.annotations ?? {};
  return (
    isFilled(annotations['backstage.io/techdocs-ref']) ||
    isFilled(annotations['backstage.io/techdocs-entity']) ||
    isFilled(fieldOf(specOf(entity), 'onboarding', 'guide')) ||
    (entity.metadata.links ?? []).some(
      link =>
        link.type?.toLowerCase() === 'docs' ||
        /\bdoc(?:s|umentation)\b/i.test(String(link.title ?? '').slice(0, 200)),
    )
  );
}

const READERS: Readonly<Record<string, Reader>> = {
  'catalog.owner.set': ({ entity }) => isFilled(specOf(entity).owner),
  'catalog.owner.known': ({ entity }, groups) =>
    targetsOf(entity, 'ownedBy', 'group').some(ref => groups.has(ref)),
  'catalog.title.set': ({ entity }) =>
    isFilled(entity.metadata.title) ||
    isFilled(fieldOf(specOf(entity), 'profile', 'displayName')),
  'catalog.description.length': ({ entity }) =>
    Array.from((entity.metadata.description ?? '').trim()).length,
  'catalog.hasDocs': ({ entity }) => hasDocs(entity),
  'catalog.links.count': ({ entity }) => countOf(entity.metadata.links),
  'catalog.tags': ({ entity }) => textsOf(entity.metadata.tags),
  'catalog.type': ({ entity }) => textOf(specOf(entity).type),
  'catalog.lifecycle': ({ entity }) => textOf(specOf(entity).lifecycle),
  'catalog.adopts': ({ entity }) => adoptedBy(entity),
  'catalog.adopts.count': ({ entity }) => adoptedBy(entity).length,
  'catalog.adoptedBy.count': ({ entity }) =>
    targetsOf(entity, 'adoptedBy', 'group').length,
  'catalog.components.count': ({ entity, kind }) =>
    targetsOf(entity, kind === 'group' ? 'ownerOf' : 'hasPart', 'component')
      .length,
  [MEMBERS_COUNT]: ({ entity }) =>
    targetsOf(entity, 'hasMember', 'user').length,
  'catalog.offering.stages': ({ entity }) => textsOf(specOf(entity).stages),
  'catalog.offering.guide.set': ({ entity }) =>
    isFilled(fieldOf(specOf(entity), 'onboarding', 'guide')),
  'catalog.offering.quickstart.set': ({ entity }) =>
    isFilled(fieldOf(specOf(entity), 'onboarding', 'quickstart')) ||
    isFilled(fieldOf(specOf(entity), 'onboarding', 'template')),
  'catalog.offering.expectedDays': ({ entity }) =>
    numberOf(fieldOf(specOf(entity), 'onboarding', 'expectedDays')),
  'catalog.offering.support.set': ({ entity }) =>
    isFilled(fieldOf(specOf(entity), 'support', 'channel')),
  'catalog.offering.responseHours': ({ entity }) =>
    numberOf(fieldOf(specOf(entity), 'support', 'responseHours')),
  'catalog.offering.serviceLevels.count': ({ entity }) =>
    countOf(specOf(entity).serviceLevels),
  'catalog.offering.limits.count': ({ entity }) =>
    countOf(specOf(entity).limits),
  'catalog.offering.telemetry.count': ({ entity }) =>
    countOf(specOf(entity).telemetry),
};

const FAMILIES = ['catalog.annotation.', 'catalog.label.'] as const;

function familyReader(id: string): Reader | undefined {
  const family = FAMILIES.find(prefix => id.startsWith(prefix));
  if (!family) {
    return undefined;
  }
  const key = id.slice(family.length);
  return ({ entity }) =>
    textOf(
      fieldOf(
        family === 'catalog.annotation.'
          ? entity.metadata.annotations
          : entity.metadata.labels,
        key,
      ),
    );
}

interface WantedFact {
  readonly id: string;
  readonly type: (typeof CATALOG_FACTS)[number]['type'];
  readonly kinds: readonly string[];
  readonly read: Reader;
}

/** Facts that stand in the entities themselves: no call of its own, whatever the number of entities. */
export class CatalogFactSource implements FactSource {
  readonly id = 'catalog';
  readonly facts = CATALOG_FACTS;

  async collect({
    subjects,
    factIds,
  }: CollectRequest): Promise<CollectedFact[]> {
    const wanted = this.#wanted(factIds);
    const groups = new Set(
      subjects.filter(({ kind }) => kind === 'group').map(({ ref }) => ref),
    );
    const collected: CollectedFact[] = [];
    for (const subject of subjects) {
      for (const fact of wanted) {
        if (fact.kinds.includes(subject.kind)) {
          collected.push(readFact(fact, subject, groups));
        }
      }
    }
    return collected;
  }

  /**
   * A fact nobody asks for is not stored: most of the catalog's facts are in no definition, and a dry run computes
   * them anew. Members are people, who are not kept with the entity, so their number always is.
   */
  #wanted(factIds: ReadonlySet<string>): WantedFact[] {
    return [...new Set(factIds).add(MEMBERS_COUNT)].flatMap(id => {
      const schema = CATALOG_FACTS.find(
        fact =>
          fact.id === id ||
          (fact.id.endsWith('.*') && matchesGlob(fact.id, id)),
      );
      const read = Object.hasOwn(READERS, id) ? READERS[id] : familyReader(id);
      return schema && read
        ? [{ id, type: schema.type, kinds: schema.kinds, read }]
        : [];
    });
  }
}

function readFact(
  fact: WantedFact,
  subject: FactSubject,
  groups: ReadonlySet<string>,
): CollectedFact {
  const value = fact.read(subject, groups);
  const base = { entity: subject.ref, fact: fact.id };
  if (value === undefined) {
    return { ...base, state: 'absent' };
  }
  const normalised = normaliseFact(fact.type, value);
  return 'fault' in normalised
    ? {
        ...base,
        state: 'no-data',
        reason: `its value in the catalog ${normalised.fault}`,
      }
    : { ...base, state: 'ok', value: normalised.value satisfies FactValue };
}
