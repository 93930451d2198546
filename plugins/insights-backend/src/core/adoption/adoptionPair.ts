import { AdoptionStatus, ObservedState } from '@mli/plugin-insights-common';
import { Day, daysBetween } from '../metrics/windows';
import { Unit } from '../release/Organisation';
import { ActivityLog } from './ActivityLog';
import { adoptionStatus } from './adoptionStatus';
import { Audience } from './audience';
import { observeAdoption } from './observeAdoption';
import { Said } from './says';
import {
  AdoptedWhen,
  AdoptionThresholds,
  ObservedAdoption,
  UnknownCause,
} from './types';

export interface OfferingOnBoard {
  readonly ref: string;
  readonly audience: Audience;
  readonly adoptedWhen: AdoptedWhen;
  readonly expectedDays?: number;
  readonly unknownCause?: UnknownCause;
}

export interface PairInput {
  readonly unit: Unit;
  readonly offering: OfferingOnBoard;
  readonly asOf: Day;
  /** Fewer members than may be told anything about. */
  readonly isHidden: boolean;
  readonly activeStages: ReadonlySet<string>;
  readonly said: Said;
  readonly onOffering: ActivityLog;
  readonly onAnything: ActivityLog;
  readonly thresholds: AdoptionThresholds;
}

/** Where a team stands with an offering on a day; nothing of it is told about teams that are hidden. */
export interface AdoptionPair {
  readonly team: string;
  readonly offering: string;
  readonly asOf: Day;
  readonly inAudience: boolean;
  readonly eligible: boolean;
  readonly isHidden: boolean;
  readonly said: Said;
  readonly observed?: ObservedAdoption;
  readonly state: ObservedState;
  readonly status: AdoptionStatus;
  readonly expectedDays?: number;
}

/** Undefined where there is nothing to compare: an offering not meant for a team that is not a customer. */
export function adoptionPair(input: PairInput): AdoptionPair | undefined {
  const { unit, offering, asOf, said, thresholds } = input;
  const inAudience = offering.audience.includes(unit, input.activeStages);
  if (unit.role !== 'customer' && !inAudience) {
    return undefined;
  }
  const observed = input.isHidden
    ? undefined
    : observeAdoption(
        {
          asOf,
          onOffering: input.onOffering,
          onAnything: input.onAnything,
          adoptedWhen: offering.adoptedWhen,
          unknownCause: offering.unknownCause,
        },
        thresholds,
      );
  const eligible = inAudience && said.notRelevant !== 'confirmed';
  const state = observed?.state ?? 'hidden';
  return {
    team: unit.ref,
    offering: offering.ref,
    asOf,
    inAudience,
    eligible,
    isHidden: input.isHidden,
    said,
    observed,
    state,
    status: adoptionStatus(said.declared, state, {
      eligible,
      thresholds,
      expectedDays: offering.expectedDays,
      daysOnboarding: observed?.spellStart
        ? daysBetween(observed.spellStart, asOf)
        : undefined,
    }),
    expectedDays: offering.expectedDays,
  };
}
