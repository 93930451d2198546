import { Slot } from '@mli/causal-impact';
import { StudyTeam } from '@mli/plugin-insights-common';
import { StudyInputs } from './types';

const WHY_LEFT_OUT = {
  gaps: 'fewer than 60 % of its weeks have 5 runs',
  'too-few-untreated': 'fewer than 8 weeks with runs before it first used it',
  'too-few-treated': 'fewer than 4 weeks with runs since it adopted',
} as const;

const WHY_ENDED: Readonly<Record<string, string>> = {
  split: 'counted until it was split',
  merged: 'counted until another team joined it',
  dissolved: 'counted until it was dissolved',
  turnover: 'counted until more than half of its people had left',
};

/** Everybody who was asked about, with the part they play. */
export function rolesOf(
  { teams, spells, question }: StudyInputs,
  slotOf: ReadonlyMap<string, Slot>,
  reasons: readonly (keyof typeof WHY_LEFT_OUT | undefined)[],
  periods: number,
): StudyTeam[] {
  const spellOf = new Map(spells.map(spell => [spell.team, spell]));
  return teams.map(({ team, endsOn, endsWhy }, i) => {
    const slot = slotOf.get(team);
    const date = spellOf.get(team)?.date;
    const adopted = slot !== undefined && slot.date < periods;
    const ended =
      endsOn !== undefined && endsOn < question.to
        ? WHY_ENDED[endsWhy ?? '']
        : undefined;
    const reason = reasons[i];
    return {
      team,
      role: reason ? 'left-out' : roleOf(slot, periods),
      ...(adopted && date !== undefined ? { date } : {}),
      ...(reason || ended
        ? { why: reason ? WHY_LEFT_OUT[reason] : ended }
        : {}),
    };
  });
}

function roleOf(slot: Slot | undefined, periods: number): StudyTeam['role'] {
  if (!slot || slot.onset >= periods) return 'comparison';
  return Number.isFinite(slot.date) ? 'adopting' : 'tried';
}
