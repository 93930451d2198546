import { readAudience } from '../../core/adoption/audience';
import { addDays, Day, dayOf } from '../../core/metrics/windows';
import { Organisation, Unit } from '../../core/release/Organisation';
import { seriesEnds } from '../../core/studies/seriesEnds';
import { AdoptionSpell, StudyTeamInput } from '../../core/studies/types';
import { AdoptionStore } from '../../store/adoption/AdoptionStore';
import {
  OrganisationReader,
  StoredOffering,
} from '../../store/metrics/OrganisationReader';
import { selectOrganisationHistory } from '../../store/studies/studyContext';
import { Knex } from 'knex';

/** Which teams an offering is meant for: where its claim can be studied. */
export interface StudyPopulation {
  readonly organisation: Organisation;
  readonly offerings: readonly StoredOffering[];
  offering(ref: string): StoredOffering | undefined;
  /** Refs, in the order of their names. */
  eligible(offering: string): readonly string[];
}

const ACTIVE_DAYS = 182;

export async function readPopulation(
  options: {
    readonly organisations: OrganisationReader;
    readonly adoption: Pick<AdoptionStore, 'stagesOfTeams'>;
  },
  now: Date,
): Promise<StudyPopulation> {
  const today = dayOf(now);
  const [stored, offerings, stages] = await Promise.all([
    options.organisations.organisation(),
    options.organisations.offerings(),
    options.adoption.stagesOfTeams({
      from: addDays(today, -ACTIVE_DAYS),
      to: addDays(today, 1),
    }),
  ]);
  const organisation = new Organisation(stored.units);
  const byRef = new Map(offerings.map(each => [each.ref, each]));
  const nothing: ReadonlySet<string> = new Set();
  return {
    organisation,
    offerings,
    offering: ref => byRef.get(ref),
    eligible: ref => {
      const audience = readAudience(byRef.get(ref)?.audience);
      return organisation.units
        .filter((unit: Unit) =>
          audience.includes(unit, stages.get(unit.ref) ?? nothing),
        )
        .map(unit => unit.ref)
        .sort();
    },
  };
}

/** Who the teams of a study are: their department, their size at its start, and when they end being the same team. */
export async function describeTeams(
  knex: Knex,
  options: {
    readonly teams: readonly string[];
    readonly organisation: Organisation;
    readonly from: Day;
    readonly to: Day;
  },
): Promise<StudyTeamInput[]> {
  const { teams, organisation, from, to } = options;
  const history = await selectOrganisationHistory(knex);
  const window = { from: startOf(from), to: startOf(to) };
  const ends = seriesEnds(history, teams, window);
  const membersOf = Map.groupBy(
    history.members.filter(
      row => row.from <= window.from && (!row.to || row.to > window.from),
    ),
    row => row.unit,
  );
  return teams.map(team => {
    const line = organisation.lineOf(team);
    const end = ends.get(team);
    return {
      team,
      title: organisation.unit(team)?.title ?? team,
      department: line.at(-2) ?? team,
      size: membersOf.get(team)?.length ?? 0,
      ...(end && { endsOn: end.day, endsWhy: end.why }),
    };
  });
}

/** What adoption alone says about a study, without an estimate. */
export function countSpells(
  spells: readonly AdoptionSpell[],
  teams: readonly string[],
  window: { readonly firstUsable: Day; readonly to: Day },
) {
  const spellOf = new Map(spells.map(spell => [spell.team, spell]));
  let adopting = 0;
  let tried = 0;
  let leftOut = 0;
  for (const team of teams) {
    const spell = spellOf.get(team);
    if (!spell || spell.onset >= window.to) continue;
    if ((spell.date ?? spell.onset) < window.firstUsable) leftOut += 1;
    else if (spell.date !== undefined && spell.date < window.to) adopting += 1;
    else tried += 1;
  }
  return {
    adopting,
    tried,
    comparison: teams.length - adopting - tried - leftOut,
    leftOut,
  };
}

function startOf(day: Day): Date {
  return new Date(`${day}T00:00:00Z`);
}
