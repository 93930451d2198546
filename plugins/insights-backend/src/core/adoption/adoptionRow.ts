import {
  AdoptionRow,
  AttributionRule,
  DeclaredState,
  ObservedState,
} from '@mli/plugin-insights-common';
import { peopleBand } from '../metrics/peopleBand';
import { Day, daysBetween } from '../metrics/windows';
import { adoptionSentence } from './adoptionSentence';
import { adoptionStatus } from './adoptionStatus';
import { ObservedAdoption } from './types';

export interface AdoptionRowInput {
  readonly team: string;
  readonly offering: string;
  readonly asOf: Day;
  readonly declared: DeclaredState;
  readonly eligible: boolean;
  readonly expectedDays?: number;
  readonly rule?: AttributionRule;
  /** Undefined: the team is too small to say anything about. */
  readonly observed?: ObservedAdoption;
}

/**
 * One row of the adoption list. A share and a number of runs could be traced to single people where few were active,
 * so they are given only from five active people on, and the share in steps of a tenth.
 */
export function adoptionRow(input: AdoptionRowInput): AdoptionRow {
  const { team, offering, asOf, declared, eligible, observed } = input;
  const state: ObservedState = observed?.state ?? 'hidden';
  const status = adoptionStatus(declared, state, {
    eligible,
    expectedDays: input.expectedDays,
    daysOnboarding: observed?.spellStart
      ? daysBetween(observed.spellStart, asOf)
      : undefined,
  });
  const sentence = adoptionSentence({
    ...observed,
    asOf,
    declared,
    observed: state,
    status,
  });
  const common = {
    team,
    offering,
    eligible,
    observed: state,
    declared,
    status,
  };
  const declaredBy =
    declared === 'none' ? {} : { declaredBy: 'catalog' as const };
  if (!observed) {
    return {
      ...common,
      activeMembers: 'hidden',
      evidence: { sentence, ...declaredBy },
    };
  }
  const band = peopleBand(observed.activeMembers);
  return {
    ...common,
    ...(observed.adoptionDate ? { adoptionDate: observed.adoptionDate } : {}),
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
      ...(input.rule && observed.firstSeen ? { rule: input.rule } : {}),
      ...(observed.unknownCause ? { unknownCause: observed.unknownCause } : {}),
      ...declaredBy,
    },
  };
}
