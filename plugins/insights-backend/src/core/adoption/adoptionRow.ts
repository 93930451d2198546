import { AdoptionRow, AttributionRule } from '@mli/plugin-insights-common';
import { peopleBand } from '../metrics/peopleBand';
import { Day } from '../metrics/windows';
import { AdoptionPair } from './adoptionPair';
import { adoptionSentence, insideSentence } from './adoptionSentence';
import { AdoptionThresholds, ObservedAdoption } from './types';

/** The decision that holds for the spell a pair is in. */
export interface DecisionInForce {
  readonly date: Day;
  readonly disputed: boolean;
  readonly voided: boolean;
}

export interface AdoptionRowOptions {
  readonly decision?: DecisionInForce;
  readonly rule?: AttributionRule;
  /** Title of the team; undefined where its own member reads. */
  readonly speaker?: string;
  readonly thresholds?: AdoptionThresholds;
  /** Of a hidden team: what is seen of the small teams of a unit together. */
  readonly inside?: {
    readonly unit: string;
    readonly unitTitle: string;
    readonly teams: number;
    readonly observed: ObservedAdoption;
  };
}

/**
 * One row of the adoption list. A share and a number of runs could be traced to single people where few were active,
 * so they are given only from five active people on, and the share in steps of a tenth.
 */
export function adoptionRow(
  pair: AdoptionPair,
  options: AdoptionRowOptions,
): AdoptionRow {
  const { observed, said } = pair;
  const adoptionDate = dateOf(pair, options.decision);
  const sentence = adoptionSentence({
    ...observed,
    adoptionDate,
    asOf: pair.asOf,
    declared: said.declared,
    notRelevant: said.notRelevant,
    observed: pair.state,
    status: pair.status,
    speaker: options.speaker,
    thresholds: options.thresholds,
  });
  const common = {
    team: pair.team,
    offering: pair.offering,
    eligible: pair.eligible,
    observed: pair.state,
    declared: said.declared,
    status: pair.status,
    ...(said.notRelevant ? { notRelevant: said.notRelevant } : {}),
  };
  const declared = {
    ...(said.by ? { declaredBy: said.by } : {}),
    ...(said.portalSays ? { portalSays: said.portalSays } : {}),
  };
  if (!observed) {
    return {
      ...common,
      ...insideOf(pair, options),
      activeMembers: 'hidden',
      evidence: { sentence, ...declared },
    };
  }
  const band = peopleBand(observed.activeMembers);
  return {
    ...common,
    ...(adoptionDate ? { adoptionDate } : {}),
    ...(observed.spell ? { spell: observed.spell } : {}),
    ...(options.decision?.disputed ? { disputed: true } : {}),
    ...(observed.firstSeen
      ? {
          lanes: {
            people: observed.activeMembers > 0,
            production: observed.inProduction,
          },
        }
      : {}),
    activeMembers: observed.activeMembers === 0 ? '0' : (band ?? 'hidden'),
    ...(band && observed.size > 0
      ? {
          share: Math.round((10 * observed.activeMembers) / observed.size) / 10,
        }
      : {}),
    evidence: {
      sentence,
      firstSeen: observed.firstSeen,
      lastSeen: observed.lastSeen,
      ...(band ? { runs: observed.runs } : {}),
      ...(options.rule && observed.firstSeen ? { rule: options.rule } : {}),
      ...(observed.unknownCause ? { unknownCause: observed.unknownCause } : {}),
      ...declared,
    },
  };
}

function insideOf(
  { asOf }: AdoptionPair,
  { inside, thresholds }: AdoptionRowOptions,
): Pick<AdoptionRow, 'inside'> {
  return inside
    ? {
        inside: {
          unit: inside.unit,
          teams: inside.teams,
          observed: inside.observed.state,
          sentence: insideSentence(inside.unitTitle, {
            ...inside.observed,
            asOf,
            thresholds,
            observed: inside.observed.state,
          }),
        },
      }
    : {};
}

/** What was decided stays; one that a person voided is no date, whatever the runs say. */
function dateOf(
  { observed }: AdoptionPair,
  decision: DecisionInForce | undefined,
): Day | undefined {
  if (!observed) {
    return undefined;
  }
  if (decision?.voided) {
    return undefined;
  }
  return decision?.date ?? observed.adoptionDate;
}
