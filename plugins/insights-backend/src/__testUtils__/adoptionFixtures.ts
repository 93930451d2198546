import { Knex } from 'knex';
import { addDays, Day } from '../core/metrics/windows';
import {
  insertCells,
  insertSources,
  insertUnits,
  people,
  personHash,
} from '../store/metrics/cellFixtures';

export const ROOT = 'group:default/autonomy';
export const LANES = 'group:default/lanes';
export const MAPS = 'group:default/maps';
export const SIGNS = 'group:default/signs';
export const TINY = 'group:default/tiny';
export const PLATFORM = 'group:default/platform';
export const QUEUE = 'offering:default/queue';

/** Four customer teams (one too small to say anything about), a provider, and its offering. */
export async function insertAdoptionOrganisation(knex: Knex): Promise<void> {
  await insertSources(knex, { local: 'openlineage' });
  await insertUnits(knex, [
    { ref: ROOT, role: 'other' },
    { ref: LANES, parent: ROOT, members: people('lanes', 10) },
    { ref: MAPS, parent: ROOT, members: people('maps', 6) },
    { ref: SIGNS, parent: ROOT, members: people('signs', 6) },
    { ref: TINY, parent: ROOT, members: people('tiny', 4) },
    {
      ref: PLATFORM,
      parent: ROOT,
      role: 'provider',
      type: 'provider-team',
      members: people('platform', 6),
    },
  ]);
  await knex('organisation_offering').insert({
    offering_ref: QUEUE,
    title: 'Queue',
    owner_ref: PLATFORM,
    stages: ['training'],
    telemetry: JSON.stringify([{ source: 'openlineage', jobName: 'q*' }]),
    expected_days: 3,
    lifecycle: 'ga',
    valid_from: 'epoch',
  });
}

/** Days on which members used an offering, and so ran something; '' is anything else. */
export async function insertUse(
  knex: Knex,
  team: string,
  offering: string,
  days: readonly Day[],
  members: readonly string[],
): Promise<void> {
  const row = (day: Day, ref: string) => ({
    team_ref: team,
    offering_ref: ref,
    day,
    people: members.map(personHash),
    human_runs: members.length,
    rules: ['offering-telemetry'],
  });
  await knex('activity_day')
    .insert(
      days.flatMap(day =>
        offering === '' ? [row(day, '')] : [row(day, offering), row(day, '')],
      ),
    )
    .onConflict(['team_ref', 'day', 'offering_ref'])
    .merge();
  await insertCells(
    knex,
    days.map(day => ({ day, team, milliseconds: [1] })),
  ).catch(() => undefined);
}

export function everyWeek(from: Day, weeks: number): Day[] {
  return Array.from({ length: weeks }, (_, week) => addDays(from, week * 7));
}
