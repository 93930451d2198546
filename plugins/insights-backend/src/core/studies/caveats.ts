import { OUTCOMES } from './outcomes';
import { StudyPanel } from './studyPanel';
import { StudyInputs, StudyQuestion } from './types';

/** Where adopting teams and others wait in one queue, what the ones gain the others may lose; undefined elsewhere. */
export function spillOverOf(question: StudyQuestion): string | undefined {
  if (!OUTCOMES[question.outcome].isWaiting || question.ownQueue) {
    return undefined;
  }
  return 'Adopting and comparison teams wait for the same machines: what the ones gain, the others may lose, and the difference counts it twice. Therefore no badge.';
}

/** What could be wrong with the answer, in words. */
export function caveatsOf(inputs: StudyInputs, panel: StudyPanel): string[] {
  const { question, rollout, spells } = inputs;
  const definition = OUTCOMES[question.outcome];
  const used = new Set(panel.teams.map(({ team }) => team));
  const disputed = spells.filter(
    ({ team, disputed: isDisputed }) => isDisputed && used.has(team),
  ).length;
  const ended = panel.teams.filter(
    ({ endsOn }) => endsOn !== undefined && endsOn < question.to,
  ).length;
  const missing =
    panel.cells.missing / Math.max(1, panel.grid.units * panel.grid.periods);
  return [
    rollout === undefined
      ? 'Teams chose when to adopt. A team that adopts because it is about to change anyway looks as if the offering had done it; the p-value is exact only for a drawn order.'
      : 'The order was drawn and is analysed as drawn, by assigned week; teams that did not keep to it make the effect look smaller.',
    ...(definition.containsWaiting && !definition.isWaiting
      ? [
          'It contains waiting for shared machines: what adopting teams gain there, others may lose.',
        ]
      : []),
    ...(question.ownQueue
      ? [
          `Registered as waiting in a queue of its own: ${question.ownQueue.replace(/\.$/, '')}.`,
        ]
      : []),
    'Anything else that came to the adopting teams in the same weeks is in it: a new manager, new data, another tool.',
    ...(disputed > 0
      ? [
          `${disputed} adoption ${disputed === 1 ? 'date is' : 'dates are'} disputed by what was seen later.`,
        ]
      : []),
    ...(ended > 0
      ? [
          `${ended} ${ended === 1 ? 'team is' : 'teams are'} counted only until it was split, merged or more than half of its people had left.`,
        ]
      : []),
    ...(missing > 0.15
      ? [
          `${Math.round(100 * missing)} % of the team weeks have too few runs or too many open ones; they are missing, not zero.`,
        ]
      : []),
  ];
}
