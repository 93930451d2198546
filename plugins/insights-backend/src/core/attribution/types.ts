import { AttributionRule } from '@mli/plugin-insights-common';

/**
 * What attribution is decided about: a job, narrowed by the actor and by what the run itself says.
 *
 * Strings are '' where nothing is known. `said*` are what the event named (ownership facet, tag, field), as it
 * named it: short names, refs and names nobody knows included.
 */
export interface AttributionSubject {
  readonly sourceName: string;
  readonly sourceKind: string;
  readonly namespace: string;
  readonly name: string;
  readonly repository: string;
  readonly experiment: string;
  /** Hex of the keyed hash; absent where the actor does not matter or is not known. */
  readonly actorHash?: string;
  readonly saidTeam: string;
  readonly saidComponent: string;
  readonly saidOfferings: readonly string[];
  /** Types of the events seen, for telemetry matchers that name one. */
  readonly eventTypes?: readonly string[];
}

export interface OfferingAttribution {
  /** Full lower-case ref, `offering:default/feature-store`. */
  readonly offering: string;
  readonly rule: AttributionRule;
}

/** Full lower-case refs; '' and the rule `none` where no rule decided. */
export interface AttributionDecision {
  readonly team: string;
  readonly teamRule: AttributionRule;
  readonly component: string;
  readonly componentRule: AttributionRule;
  readonly stage: string;
  readonly stageRule: AttributionRule;
  /** The union over all rules, each offering once with the first rule that gave it, sorted by ref. */
  readonly offerings: readonly OfferingAttribution[];
  /** What was said and could not be followed, as a sentence. */
  readonly note?: string;
}

/**
 * Decides in memory, synchronously, over the organisation as it is known now.
 *
 * @remarks `at` is when the decision is taken; it decides nothing about which organisation is looked at, because
 * attribution is by the organisation of the time a subject was first seen, and that is now.
 */
export interface Attributor {
  decide(
    subjects: readonly AttributionSubject[],
    at: Date,
  ): AttributionDecision[];
}
