import { Knex } from 'knex';
import { Day } from '../../core/metrics/windows';
import {
  MemberValidity,
  UnitValidity,
} from '../../core/studies/OrganisationTimeline';
import { AdoptionSpell, OtherAdoption } from '../../core/studies/types';
import { rowsOf } from '../rows';

/** Adoption decisions that count: first spells that nobody voided. */
export interface StoredDecision {
  readonly team: string;
  readonly offering: string;
  readonly date: Day;
  readonly onset: Day;
  readonly isDisputed: boolean;
}

export async function selectDecisions(knex: Knex): Promise<StoredDecision[]> {
  const rows = await rowsOf<{
    team_ref: string;
    offering_ref: string;
    date: string;
    onset: string;
    disputed: boolean;
  }>(
    knex,
    `select distinct on (team_ref, offering_ref) team_ref, offering_ref,
       to_char(adoption_date, 'YYYY-MM-DD') as date, to_char(onset, 'YYYY-MM-DD') as onset,
       disputed_at is not null as disputed
     from adoption_decision where voided_at is null
     order by team_ref, offering_ref, spell`,
  );
  return rows.map(row => ({
    team: row.team_ref,
    offering: row.offering_ref,
    date: row.date,
    onset: row.onset,
    isDisputed: row.disputed,
  }));
}

/** The first day anything was seen of a team; undefined before there is one. Imported histories of nobody do not count. */
export async function selectFirstDay(knex: Knex): Promise<Day | undefined> {
  const [row] = await rowsOf<{ day: string | null }>(
    knex,
    `select to_char(min(day), 'YYYY-MM-DD') as day from activity_day where team_ref <> ''`,
  );
  return row?.day ?? undefined;
}

/** The first day each team used offerings at all, whatever became of it. */
async function selectFirstUse(
  knex: Knex,
  offerings: readonly string[],
): Promise<{ team: string; offering: string; day: Day }[]> {
  const rows = await rowsOf<{
    team_ref: string;
    offering_ref: string;
    day: string;
  }>(
    knex,
    `select team_ref, offering_ref, to_char(min(day), 'YYYY-MM-DD') as day from activity_day
     where offering_ref = any(cast(? as text[]))
       and (cardinality(people) > 0 or human_runs > 0 or production_runs > 0)
     group by team_ref, offering_ref`,
    [[...offerings]],
  );
  return rows.map(row => ({
    team: row.team_ref,
    offering: row.offering_ref,
    day: row.day,
  }));
}

/**
 * The first spells of offerings, and trials: teams that used one and have no decision leave the controls at their
 * first use.
 */
export async function selectSpellsOfAll(
  knex: Knex,
  offerings: readonly string[],
  decisions: readonly StoredDecision[],
): Promise<Map<string, AdoptionSpell[]>> {
  if (offerings.length === 0) return new Map();
  const uses = await selectFirstUse(knex, offerings);
  const decided = new Set(
    decisions.map(({ team, offering }) => `${team}|${offering}`),
  );
  return new Map(
    offerings.map(offering => [
      offering,
      [
        ...decisions
          .filter(each => each.offering === offering)
          .map(({ team, onset, date, isDisputed }) => ({
            team,
            onset,
            date,
            disputed: isDisputed,
          })),
        ...uses
          .filter(
            each =>
              each.offering === offering &&
              !decided.has(`${each.team}|${offering}`),
          )
          .map(({ team, day }) => ({ team, onset: day })),
      ],
    ]),
  );
}

export async function selectSpells(
  knex: Knex,
  offering: string,
  decisions: readonly StoredDecision[],
): Promise<AdoptionSpell[]> {
  const spells = await selectSpellsOfAll(knex, [offering], decisions);
  return spells.get(offering) ?? [];
}

/** Adoptions of other offerings, by those that have a stage in common with the study's. */
export function otherAdoptions(
  decisions: readonly StoredDecision[],
  options: {
    readonly offering: string;
    readonly sameStage: ReadonlySet<string>;
  },
): OtherAdoption[] {
  return decisions
    .filter(
      ({ offering }) =>
        offering !== options.offering && options.sameStage.has(offering),
    )
    .map(({ team, offering, date }) => ({ team, offering, date }));
}

/** The whole history of organisation: who was in which unit when. */
export async function selectOrganisationHistory(
  knex: Knex,
): Promise<{ units: UnitValidity[]; members: MemberValidity[] }> {
  const [units, members] = await Promise.all([
    rowsOf<{ unit_ref: string; valid_from: Date; valid_to: Date | null }>(
      knex,
      `select unit_ref, valid_from, valid_to from organisation_unit`,
    ),
    rowsOf<{
      unit_ref: string;
      person: string;
      valid_from: Date;
      valid_to: Date | null;
    }>(
      knex,
      `select unit_ref, encode(actor_hash, 'hex') as person, valid_from, valid_to from organisation_member`,
    ),
  ]);
  return {
    units: units.map(row => ({
      unit: row.unit_ref,
      from: row.valid_from,
      to: row.valid_to ?? undefined,
    })),
    members: members.map(row => ({
      unit: row.unit_ref,
      person: row.person,
      from: row.valid_from,
      to: row.valid_to ?? undefined,
    })),
  };
}
