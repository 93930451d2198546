import {
  ADOPTION_HISTORIES,
  demoOrganisation,
  DEFAULT_SEED,
  generateActivity,
  plantedDate,
  SourcedRunRecord,
} from '@mli/demo-organisation';
import { Knex } from 'knex';
import { RunFixtures } from './RunFixtures';

export const DEMONSTRATION_UNTIL = new Date('2026-11-22T23:59:59.999Z');

const organisation = demoOrganisation();

/**
 * The runs, teams and adoptions of the demonstration organisation, written as ingest, attribution and adoption would
 * have written them. Departments are the numbers that `departmentOf` gives.
 */
export async function insertDemonstration(
  knex: Knex,
  options: { seed?: number; departmentOf: (team: string) => string },
): Promise<void> {
  await insertOrganisation(knex, options.departmentOf);
  await insertRuns(knex, options.seed ?? DEFAULT_SEED);
  await insertAdoptions(knex);
}

async function insertOrganisation(
  knex: Knex,
  departmentOf: (team: string) => string,
): Promise<void> {
  const departments = new Set(
    organisation.teams.map(({ name }) => departmentOf(name)),
  );
  const unit = (name: string, type: string, role: string, parent?: string) => ({
    unit_ref: `group:default/${name}`,
    title: name,
    type,
    role,
    parent_ref: parent ? `group:default/${parent}` : null,
    valid_from: 'epoch',
  });
  await knex('organisation_unit').insert([
    unit('norrvik', 'organisation', 'other'),
    ...[...departments].map(name =>
      unit(name, 'department', 'other', 'norrvik'),
    ),
    ...organisation.teams.map(({ name }) =>
      unit(name, 'customer-team', 'customer', departmentOf(name)),
    ),
  ]);
  await knex('organisation_member').insert(
    organisation.teams.flatMap(({ name, members }) =>
      members.map(member => ({
        actor_hash: Buffer.from(member.name),
        unit_ref: `group:default/${name}`,
        valid_from: 'epoch',
      })),
    ),
  );
}

async function insertRuns(knex: Knex, seed: number): Promise<void> {
  const teamOf = new Map(
    organisation.teams.flatMap(({ name, members }) =>
      members.flatMap(member =>
        [member.name, member.email, ...member.logins].map(
          login => [login.toLowerCase(), name] as const,
        ),
      ),
    ),
  );
  const fixtures = new RunFixtures(knex);
  const source = await fixtures.source('demo');
  const rows: (readonly [subject: string, record: SourcedRunRecord])[] = [];
  for (const record of generateActivity({
    seed,
    until: DEMONSTRATION_UNTIL,
    organisation,
  })) {
    const actor = (record.actor ?? '').toLowerCase();
    const team = teamOf.get(actor) ?? teamOf.get(actor.replace(/@.*/, ''));
    const stage = stageOf(record);
    if (team && stage && !record.parentId)
      rows.push([`${team} ${stage}`, record]);
  }
  const ids = new Map<string, string>();
  for (const name of new Set(rows.map(([subject]) => subject))) {
    const [team = '', stage = ''] = name.split(' ');
    ids.set(name, await fixtures.subject(name));
    await fixtures.decide({
      subject: name,
      team: `group:default/${team}`,
      stage,
    });
  }
  const column = (of: (record: SourcedRunRecord) => string | undefined) =>
    rows.map(([, record]) => of(record) ?? null);
  await knex.raw(
    `insert into run (source_id, run_key, subject_id, submitted_at, started_at, first_result_at, ended_at, outcome,
       trigger, run_class, state)
     select ?, * , '{}'::jsonb from unnest(cast(? as text[]), cast(? as bigint[]), cast(? as timestamptz[]),
       cast(? as timestamptz[]), cast(? as timestamptz[]), cast(? as timestamptz[]), cast(? as text[]),
       cast(? as text[]), cast(? as text[]))`,
    [
      source,
      column(({ id }) => id),
      rows.map(([subject]) => ids.get(subject) ?? null),
      column(({ submittedAt }) => submittedAt),
      column(({ startedAt }) => startedAt),
      column(({ firstResultAt }) => firstResultAt),
      column(({ endedAt }) => endedAt),
      column(({ outcome }) => outcome),
      column(({ trigger }) => trigger ?? 'unknown'),
      column(({ runClass }) => runClass ?? 'full'),
      // knex's types know no null inside an array; pg does.
    ] as Knex.RawBinding[],
  );
}

/** As patterns of components and telemetry decide it in the examples. */
export function stageOf({
  source,
  namespace,
  stage,
  runClass,
}: SourcedRunRecord) {
  if (source === 'demo-evaluation') return 'evaluation';
  if (
    source === 'demo-scheduler' &&
    /^(batch|elastic|spot)\./.test(namespace)
  ) {
    return runClass === 'sweep' ? undefined : 'training';
  }
  return stage;
}

async function insertAdoptions(knex: Knex): Promise<void> {
  const day = (weeksBefore: number) =>
    plantedDate({ offering: '', team: '', weeksBefore }, DEMONSTRATION_UNTIL);
  const decisions = ADOPTION_HISTORIES.flatMap(history => {
    if (history.kind === 'trial') return [];
    const isNew = history.kind === 'adopted' && history.since !== undefined;
    const week = isNew ? (history.since ?? 0) : 27;
    return [
      {
        team_ref: `group:default/${history.team}`,
        offering_ref: `offering:default/${history.offering}`,
        spell: 1,
        adoption_date: day(week),
        onset: day(isNew ? week + 2 : week),
        decided_on: day(week - 4),
        rule_version: 1,
        evidence_digest: Buffer.from(''),
        evidence: '{}',
      },
    ];
  });
  await knex('adoption_decision').insert(decisions);
  await knex('activity_day').insert({
    team_ref: 'group:default/lanes',
    offering_ref: '',
    day: day(26),
    human_runs: 1,
  });
  await knex('activity_day').insert(
    ADOPTION_HISTORIES.filter(({ kind }) => kind === 'trial').map(history => ({
      team_ref: `group:default/${history.team}`,
      offering_ref: `offering:default/${history.offering}`,
      day: day(history.since ?? 0),
      human_runs: 1,
    })),
  );
}
