import { AliasTable } from './AliasTable';
import {
  annotation,
  annotationList,
  jobPatterns,
  opaque,
  OrganisationEntity,
  property,
  refOf,
  refsIn,
  telemetryMatchers,
  text,
  textList,
} from './readEntity';
import { organisationOf } from './records';
import {
  AccountKind,
  Organisation,
  OrganisationComponent,
  OrganisationDeclaration,
  OrganisationMember,
  OrganisationOffering,
  OrganisationUnit,
  UnitRole,
} from './types';

export interface OrganisationRules {
  readonly roleOf: (groupType: string) => UnitRole;
  /** Hex of the keyed hash of a full User ref or of a normalised login. */
  readonly hash: (name: string) => string;
  /** The form in which logins are compared: lower case, without a domain. */
  readonly normalise: (login: string) => string;
}

/** The stage a component works in when no annotation says so. */
const STAGE_OF_TYPE: Readonly<Record<string, string>> = {
  'training-pipeline': 'training',
  model: 'training',
  dataset: 'data',
  'feature-set': 'features',
  'evaluation-suite': 'evaluation',
  'simulation-suite': 'simulation',
  service: 'deployment',
};

const STAGE_NAME = /^[a-z0-9][a-z0-9-]{0,62}$/;

/**
 * Makes an organisation of catalog entities, in whatever order they come. What an entity holds in a shape nobody
 * expects is left out, never a reason to fail: one broken entity must not stop the rest.
 */
export class OrganisationBuilder {
  readonly #rules: OrganisationRules;
  readonly #units = new Map<string, OrganisationUnit>();
  readonly #parentsFromChildren = new Map<string, string>();
  readonly #accounts = new Map<string, AccountKind>();
  readonly #memberships = new Map<string, Set<string>>();
  readonly #aliases: AliasTable;
  readonly #components: OrganisationComponent[] = [];
  readonly #offerings: OrganisationOffering[] = [];
  readonly #declared: { team: string; offering: string }[] = [];

  constructor(rules: OrganisationRules) {
    this.#rules = rules;
    this.#aliases = new AliasTable(rules);
  }

  add(entity: OrganisationEntity): void {
    switch (entity.kind.toLocaleLowerCase('en-US')) {
      case 'group':
        this.#addGroup(entity);
        break;
      case 'user':
        this.#addUser(entity);
        break;
      case 'component':
        this.#addComponent(entity);
        break;
      case 'offering':
        this.#addOffering(entity);
        break;
      default:
    }
  }

  build(): Organisation {
    return organisationOf({
      units: this.#unitsWithParents(),
      aliases: this.#aliases.build(this.#accounts),
      members: this.#members(),
      components: this.#components,
      offerings: this.#offerings,
      declarations: this.#declarations(),
    });
  }

  #addGroup(entity: OrganisationEntity): void {
    const ref = refOf(entity);
    const type = text(entity.spec?.type);
    const parent = refsIn(entity, entity.spec?.parent, 'group')[0];
    this.#units.set(ref, {
      ref,
      title: displayName(entity),
      type,
      role: this.#rules.roleOf(type),
      ...(parent && { parent }),
    });
    for (const child of refsIn(entity, entity.spec?.children, 'group')) {
      this.#parentsFromChildren.set(child, ref);
    }
    for (const member of refsIn(entity, entity.spec?.members, 'user')) {
      this.#join(member, ref);
    }
    for (const offering of adopts(entity)) {
      this.#declared.push({ team: ref, offering });
    }
  }

  #addUser(entity: OrganisationEntity): void {
    const ref = refOf(entity);
    const kind = annotation(entity, 'actor-kind');
    this.#accounts.set(
      ref,
      kind === 'shared' || kind === 'service' ? kind : 'person',
    );
    this.#aliases.add(
      ref,
      entity.metadata.name,
      annotationList(entity, 'logins'),
    );
    for (const unit of refsIn(entity, entity.spec?.memberOf, 'group')) {
      this.#join(ref, unit);
    }
  }

  #addComponent(entity: OrganisationEntity): void {
    const type = text(entity.spec?.type).toLocaleLowerCase('en-US');
    const owner = refsIn(entity, entity.spec?.owner, 'group')[0];
    const said = annotation(entity, 'stage').toLocaleLowerCase('en-US');
    this.#components.push({
      ref: refOf(entity),
      type,
      ...(owner && { owner }),
      stage: STAGE_NAME.test(said) ? said : (STAGE_OF_TYPE[type] ?? ''),
      adopts: adopts(entity),
      patterns: jobPatterns(entity),
    });
  }

  #addOffering(entity: OrganisationEntity): void {
    const { spec } = entity;
    const owner = refsIn(entity, spec?.owner, 'group')[0];
    const audience = opaque(spec?.audience);
    const adoptedWhen = opaque(spec?.adoptedWhen);
    const expectedDays = property(spec?.onboarding, 'expectedDays');
    this.#offerings.push({
      ref: refOf(entity),
      title: displayName(entity),
      ...(owner && { owner }),
      stages: textList(spec?.stages),
      telemetry: telemetryMatchers(spec?.telemetry),
      ...(audience !== undefined && { audience }),
      ...(adoptedWhen !== undefined && { adoptedWhen }),
      ...(typeof expectedDays === 'number' &&
        Number.isFinite(expectedDays) && { expectedDays }),
      lifecycle: text(spec?.lifecycle),
    });
  }

  #join(user: string, unit: string): void {
    const units = this.#memberships.get(user);
    if (units) {
      units.add(unit);
    } else {
      this.#memberships.set(user, new Set([unit]));
    }
  }

  #unitsWithParents(): OrganisationUnit[] {
    return [...this.#units.values()].map(unit => {
      const parent = unit.parent ?? this.#parentsFromChildren.get(unit.ref);
      return parent === undefined || parent === unit.ref
        ? withoutParent(unit)
        : { ...unit, parent };
    });
  }

  /** Only people are members: an account several share says nothing about who. */
  #members(): OrganisationMember[] {
    const members: OrganisationMember[] = [];
    for (const [user, units] of this.#memberships) {
      if (this.#accounts.get(user) === 'person') {
        const actorHash = this.#rules.hash(user);
        for (const unit of units) {
          members.push({ actorHash, unit });
        }
      }
    }
    return members;
  }

  #declarations(): OrganisationDeclaration[] {
    const ofComponents = this.#components.flatMap(({ owner, adopts: used }) =>
      owner !== undefined && this.#units.has(owner)
        ? used.map(offering => ({ team: owner, offering }))
        : [],
    );
    return [...this.#declared, ...ofComponents].map(declared => ({
      ...declared,
      state: 'adopted' as const,
    }));
  }
}

function withoutParent(unit: OrganisationUnit): OrganisationUnit {
  const { parent: _, ...rest } = unit;
  return rest;
}

function adopts(entity: OrganisationEntity): string[] {
  const refs = refsIn(entity, annotationList(entity, 'adopts'), 'offering');
  return [...new Set(refs)].sort();
}

function displayName(entity: OrganisationEntity): string {
  return (
    text(entity.metadata.title) ||
    text(property(entity.spec?.profile, 'displayName')) ||
    entity.metadata.name
  );
}
