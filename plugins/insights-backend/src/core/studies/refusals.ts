import {
  adoptionBatches,
  Batching,
  LEAST_BATCHES,
  RefusalReason,
} from '@mli/causal-impact';
import { StudyRefusal } from '@mli/plugin-insights-common';
import { daysBetween } from '../metrics/windows';
import { StudyPanel } from './studyPanel';
import { StudyInputs } from './types';

export interface RefusedStudy {
  readonly reason: StudyRefusal;
  /** Why, for a team lead. */
  readonly sentence: string;
  /** What would have to change for an answer. */
  readonly help: string;
}

/** Only aggregates over at least this many teams leave the service. */
export const LEAST_TEAMS = 3;
/** Adoptions of a department within as many weeks count as one. */
export const BATCH_WEEKS = 4;
const CO_ADOPTION_DAYS = 56;

/** Why a study cannot be answered, before anything is estimated; undefined where it can. */
export function refusalOf(
  inputs: StudyInputs,
  panel: StudyPanel,
): RefusedStudy | undefined {
  const adopting = panel.slots.filter(({ date }) => Number.isFinite(date));
  if (panel.teams.length === 0) {
    return {
      reason: 'no-data',
      sentence:
        'No team has enough runs to be compared: a team needs 5 runs in most weeks, and 8 such weeks before it adopts.',
      help: 'Check that the runs of this stage arrive and are attributed to teams.',
    };
  }
  if (adopting.length < LEAST_TEAMS) {
    return {
      reason: 'too-few-adopters',
      sentence: `${teamsText(adopting.length)} with enough runs before and after adopting${besides(inputs, panel, 'adopted')}; what is said about fewer than ${LEAST_TEAMS} would be about those teams, not about the offering.`,
      help: 'It can be asked again when more teams have adopted and have run for 4 weeks since.',
    };
  }
  const comparison = panel.slots.filter(({ onset }) => onset === Infinity);
  if (comparison.length < LEAST_TEAMS) {
    return {
      reason: 'too-few-comparison',
      sentence: `${teamsText(comparison.length)} with enough runs that never used it${besides(inputs, panel, 'never used')}; nothing tells what would have happened without it.`,
      help:
        leftOut(inputs, panel, 'never used') > 0
          ? 'A longer window, or a stage in which teams run more, would make it answerable.'
          : 'Where nearly everybody has it already, only a randomised order of what comes next can tell.',
    };
  }
  return inputs.rollout === undefined
    ? (coAdoption(inputs, panel) ?? fewBatches(inputs, panel))
    : undefined;
}

function coAdoption(
  { others, question }: StudyInputs,
  panel: StudyPanel,
): RefusedStudy | undefined {
  const dates = new Map(
    panel.roles.flatMap(({ team, role, date }) =>
      role === 'adopting' && date !== undefined ? [[team, date]] : [],
    ),
  );
  const offeringsOf = new Map<string, Set<string>>();
  for (const { team, offering, date } of others) {
    const own = dates.get(team);
    if (own === undefined || offering === question.offering) continue;
    if (Math.abs(daysBetween(own, date)) > CO_ADOPTION_DAYS) continue;
    offeringsOf.set(team, (offeringsOf.get(team) ?? new Set()).add(offering));
  }
  if (dates.size === 0 || offeringsOf.size < dates.size / 2) return undefined;
  const names = [...offeringsOf.values()].flatMap(set => [...set]).map(nameOf);
  const most = [...new Set(names)].sort().slice(0, 3).join(', ');
  return {
    reason: 'co-adoption',
    sentence: `${offeringsOf.size} of the ${dates.size} adopting teams took another offering of the same stage within 8 weeks (${most}); whatever changed cannot be told apart.`,
    help: 'Ask the teams to take one thing at a time, or draw the order of the next rollout.',
  };
}

function fewBatches(
  inputs: StudyInputs,
  panel: StudyPanel,
): RefusedStudy | undefined {
  const adopting = adoptionBatches(panel.slots, batchingOf(panel)).filter(
    ({ adopts }) => adopts,
  ).length;
  if (adopting >= LEAST_BATCHES) return undefined;
  return {
    reason: 'too-few-batches',
    sentence: `The adopting teams${besides(inputs, panel, 'adopted')} began in ${adopting} ${adopting === 1 ? 'group' : 'groups'} of one department and 4 weeks; ${LEAST_BATCHES} are needed to tell the offering from whatever else happened in those departments then.`,
    help: 'More departments, or the same ones at different times, would make it answerable.',
  };
}

export function batchingOf(panel: StudyPanel): Batching {
  return {
    departments: panel.teams.map(({ department }) => department),
    width: BATCH_WEEKS,
  };
}

/**
 * Whether departments adopted, rather than teams: more than half of the adopters began together with another team of
 * their department. Then teams are no separate evidence, and whole batches are permuted.
 */
export function adoptedByDepartment(panel: StudyPanel): boolean {
  const adopting = adoptionBatches(panel.slots, batchingOf(panel)).filter(
    ({ adopts }) => adopts,
  );
  const size = (of: typeof adopting) =>
    of.reduce((sum, { members }) => sum + members.length, 0);
  const together = adopting.filter(({ members }) => members.length > 1);
  return size(together) > size(adopting) / 2;
}

/** What the library could not do, in the words of a study. */
export function refusalOfLibrary(refusal: {
  readonly reason: RefusalReason;
  readonly sentence: string;
}): RefusedStudy {
  switch (refusal.reason) {
    case 'too-few-assignments':
      return {
        reason: 'too-few-assignments',
        sentence: `Too few teams could have adopted in another order: ${refusal.sentence}`,
        help: 'More adopting teams, or adoptions at more different times, would make it answerable.',
      };
    case 'too-few-batches':
      return {
        reason: 'too-few-batches',
        sentence: refusal.sentence,
        help: 'More departments, or the same ones at different times, would make it answerable.',
      };
    case 'no-treated-units':
      return {
        reason: 'too-few-adopters',
        sentence: 'No team has adopted within the window.',
        help: 'It can be asked again when teams have adopted.',
      };
    default:
      return {
        reason: 'not-identified',
        sentence: `The weeks of adopting and comparison teams do not overlap enough. ${refusal.sentence}`,
        help: 'A longer window, or more teams, would make it answerable.',
      };
  }
}

export function nameOf(ref: string): string {
  return ref.slice(ref.lastIndexOf('/') + 1);
}

/** Teams of one kind that could not be compared, for want of runs mostly. */
function leftOut(
  { spells }: StudyInputs,
  { roles }: StudyPanel,
  kind: 'adopted' | 'never used',
): number {
  const dateOf = new Map(spells.map(({ team, date }) => [team, date]));
  return roles.filter(
    ({ team, role }) =>
      role === 'left-out' &&
      (kind === 'adopted' ? dateOf.get(team) !== undefined : !dateOf.has(team)),
  ).length;
}

/** So that a reader does not look for the adoptions he knows of. */
function besides(
  inputs: StudyInputs,
  panel: StudyPanel,
  kind: 'adopted' | 'never used',
): string {
  const count = leftOut(inputs, panel, kind);
  return count > 0 ? ` (${count} more ${kind} it and had too few)` : '';
}

function teamsText(count: number): string {
  if (count === 0) return 'There is no team';
  return count === 1
    ? 'There is only one team'
    : `There are only ${count} teams`;
}
