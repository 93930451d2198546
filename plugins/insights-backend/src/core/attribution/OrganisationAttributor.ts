import { AttributionRule } from '@mli/plugin-insights-common';
import {
  Organisation,
  OrganisationComponent,
  OrganisationOffering,
} from '../organisation/types';
import { ComponentPatterns } from './ComponentPatterns';
import { sourceGrants } from './grants';
import { NameIndex } from './names';
import { OfferingTelemetry } from './OfferingTelemetry';
import { PortalPattern, PortalPatterns } from './PortalPatterns';
import {
  AttributionDecision,
  AttributionSubject,
  Attributor,
  OfferingAttribution,
} from './types';

export interface AttributorOptions {
  /** Source name -> full refs of groups whose offerings may be recognised on it; absent means every provider. */
  readonly grantedTo?: ReadonlyMap<string, readonly string[]>;
  /** What people said in the portal about jobs that no component claims. */
  readonly portalPatterns?: readonly PortalPattern[];
}

interface Found {
  readonly ref: string;
  readonly rule: AttributionRule;
}

/** Who claims the job of a subject. */
interface Claims {
  readonly claims: readonly OrganisationComponent[];
  readonly portal: PortalPattern | undefined;
}

const NOBODY: Found = { ref: '', rule: 'none' };

/**
 * The rules of attribution over one organisation. Making one costs a pass over the organisation; deciding costs a
 * few look-ups per subject, however many patterns there are.
 */
export class OrganisationAttributor implements Attributor {
  readonly #organisation: Organisation;
  readonly #teams: NameIndex;
  readonly #components: NameIndex;
  readonly #offerings: NameIndex;
  readonly #patterns: ComponentPatterns;
  readonly #portalPatterns: PortalPatterns;
  readonly #telemetry: OfferingTelemetry;
  readonly #customerTeamsOf = new Map<string, string[]>();

  constructor(organisation: Organisation, options: AttributorOptions = {}) {
    const { units, components, offerings, members } = organisation;
    this.#organisation = organisation;
    this.#teams = new NameIndex('group', units.keys());
    this.#components = new NameIndex('component', components.keys());
    this.#offerings = new NameIndex('offering', offerings.keys());
    this.#patterns = new ComponentPatterns(components.values());
    this.#portalPatterns = new PortalPatterns(options.portalPatterns ?? []);
    this.#telemetry = new OfferingTelemetry(
      offerings.values(),
      sourceGrants(options.grantedTo ?? new Map(), units),
    );
    for (const { actorHash, unit } of members.values()) {
      if (units.get(unit)?.role === 'customer') {
        const teams = this.#customerTeamsOf.get(actorHash) ?? [];
        this.#customerTeamsOf.set(actorHash, [...teams, unit]);
      }
    }
  }

  decide(subjects: readonly AttributionSubject[]): AttributionDecision[] {
    return subjects.map(subject => this.#decide(subject));
  }

  #decide(subject: AttributionSubject): AttributionDecision {
    const notes: string[] = [];
    const claims = this.#claims(subject, notes);
    const portal = this.#portalPatterns.find(subject);
    const component = this.#component(subject, { claims, portal }, notes);
    const team = this.#team(subject, component, { claims, portal }, notes);
    const offerings = this.#offeringsOf(subject, notes);
    const stage = this.#stage(component, offerings);
    return {
      team: team.ref,
      teamRule: team.rule,
      component: component.ref,
      componentRule: component.rule,
      stage: stage.ref,
      stageRule: stage.rule,
      offerings,
      ...(notes.length > 0 && { note: notes.join(' ') }),
    };
  }

  #claims(
    subject: AttributionSubject,
    notes: string[],
  ): OrganisationComponent[] {
    const claims = this.#patterns.find(subject);
    if (claims.length > 1) {
      notes.push(
        `Patterns of ${claims.length} components claim it equally: ${claims
          .map(component => component.ref)
          .sort()
          .slice(0, 3)
          .join(', ')}.`,
      );
    }
    return claims;
  }

  #component(
    { saidComponent }: AttributionSubject,
    { claims, portal }: Claims,
    notes: string[],
  ): Found {
    if (saidComponent !== '') {
      const ref = this.#components.find(saidComponent);
      if (ref !== undefined) {
        return { ref, rule: 'explicit' };
      }
      notes.push(unknown('component', saidComponent));
    }
    const [claim, ...others] = claims;
    if (claim && others.length === 0) {
      return { ref: claim.ref, rule: 'component-pattern' };
    }
    const answered = portal?.component;
    return answered !== undefined && this.#organisation.components.has(answered)
      ? { ref: answered, rule: 'portal-pattern' }
      : NOBODY;
  }

  #team(
    { saidTeam, actorHash }: AttributionSubject,
    component: Found,
    { claims, portal }: Claims,
    notes: string[],
  ): Found {
    if (saidTeam !== '') {
      const ref = this.#teams.find(saidTeam);
      if (ref !== undefined) {
        return { ref, rule: 'explicit' };
      }
      notes.push(unknown('team', saidTeam));
    }
    const chosen = this.#organisation.components.get(component.ref);
    const owner = this.#commonOwner(chosen ? [chosen] : claims);
    if (owner !== undefined) {
      const rule = chosen ? component.rule : 'component-pattern';
      return { ref: owner, rule };
    }
    const answered = portal?.team;
    if (answered !== undefined && this.#organisation.units.has(answered)) {
      return { ref: answered, rule: 'portal-pattern' };
    }
    const teams = this.#customerTeamsOf.get(actorHash ?? '') ?? [];
    return teams.length === 1 && teams[0] !== undefined
      ? { ref: teams[0], rule: 'actor-membership' }
      : NOBODY;
  }

  /** The owner of all of them, where it is one and the organisation knows it. */
  #commonOwner(
    components: readonly OrganisationComponent[],
  ): string | undefined {
    const owners = new Set(components.map(({ owner }) => owner));
    const [owner] = owners;
    return owners.size === 1 &&
      owner !== undefined &&
      this.#organisation.units.has(owner)
      ? owner
      : undefined;
  }

  /**
   * What a component says it uses is no offering of its runs: that is a declaration, and adoption compares what is
   * declared with what is seen.
   */
  #offeringsOf(
    subject: AttributionSubject,
    notes: string[],
  ): OfferingAttribution[] {
    const rules = new Map<string, AttributionRule>();
    for (const said of subject.saidOfferings) {
      const ref = this.#offerings.find(said);
      if (ref === undefined) {
        notes.push(unknown('offering', said));
      } else {
        rules.set(ref, 'explicit');
      }
    }
    const { offerings, ungranted } = this.#telemetry.find(subject);
    for (const { ref } of offerings) {
      if (!rules.has(ref)) {
        rules.set(ref, 'offering-telemetry');
      }
    }
    for (const { ref } of ungranted) {
      notes.push(
        `${ref} has a matcher for it, but the source ${subject.sourceName} is not granted to its provider.`,
      );
    }
    return [...rules]
      .map(([offering, rule]) => ({ offering, rule }))
      .sort((a, b) => (a.offering < b.offering ? -1 : 1));
  }

  #stage(component: Found, offerings: readonly OfferingAttribution[]): Found {
    const stage = this.#organisation.components.get(component.ref)?.stage;
    if (stage) {
      return { ref: stage, rule: component.rule };
    }
    const single = offerings.flatMap(({ offering, rule }) => {
      const only = onlyStage(this.#organisation.offerings.get(offering));
      return only === undefined ? [] : [{ ref: only, rule }];
    });
    const [first] = single;
    return first && single.every(({ ref }) => ref === first.ref)
      ? first
      : NOBODY;
  }
}

function onlyStage(
  offering: OrganisationOffering | undefined,
): string | undefined {
  return offering?.stages.length === 1 ? offering.stages[0] : undefined;
}

function unknown(what: string, said: string): string {
  return `It names the ${what} '${said.slice(0, 100)}', which the catalog does not have.`;
}
