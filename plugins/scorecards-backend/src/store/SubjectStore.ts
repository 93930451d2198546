import type { Entity } from '@backstage/catalog-model';
import type { Knex } from 'knex';
import { jsonRows } from './jsonRows';

export interface StoredSubject {
  readonly ref: string;
  readonly kind: string;
  /** Owning team; '' where there is none. */
  readonly team: string;
  readonly entity: Entity;
}

export interface SubjectToStore extends StoredSubject {
  readonly fingerprint: string;
}

interface DbSubjectRow {
  entity_ref: string;
  kind: string;
  team_ref: string;
  entity: Entity;
}

function fromDbSubject(row: DbSubjectRow): StoredSubject {
  return {
    ref: row.entity_ref,
    kind: row.kind,
    team: row.team_ref,
    entity: row.entity,
  };
}

/** All subjects, or those of some refs. */
export async function readSubjects(
  knex: Knex,
  refs?: readonly string[],
): Promise<StoredSubject[]> {
  const { rows } = await knex.raw<{ rows: DbSubjectRow[] }>(
    `select entity_ref, kind, team_ref, entity from subject
     ${refs ? 'where entity_ref = any(?::text[])' : ''}
     order by entity_ref`,
    refs ? [[...refs]] : [],
  );
  return rows.map(fromDbSubject);
}

/** Makes the stored subjects those given: writes new and changed ones, removes the others. */
export async function replaceSubjects(
  trx: Knex.Transaction,
  subjects: readonly SubjectToStore[],
): Promise<void> {
  const { rows } = await trx.raw<{
    rows: { entity_ref: string; fingerprint: string }[];
  }>(`select entity_ref, fingerprint from subject`);
  const known = new Map(rows.map(row => [row.entity_ref, row.fingerprint]));
  const changed = subjects.filter(
    subject => known.get(subject.ref) !== subject.fingerprint,
  );
  await upsertSubjects(trx, changed);
  const present = new Set(subjects.map(subject => subject.ref));
  const gone = [...known.keys()].filter(ref => !present.has(ref));
  if (gone.length > 0) {
    await trx.raw(`delete from subject where entity_ref = any(?::text[])`, [
      gone,
    ]);
  }
}

async function upsertSubjects(
  trx: Knex.Transaction,
  subjects: readonly SubjectToStore[],
): Promise<void> {
  if (subjects.length === 0) {
    return;
  }
  const json = await jsonRows(
    subjects.map(subject => ({
      entity_ref: subject.ref,
      kind: subject.kind,
      team_ref: subject.team,
      entity: subject.entity,
      fingerprint: subject.fingerprint,
    })),
  );
  await trx.raw(
    `insert into subject (entity_ref, kind, team_ref, entity, fingerprint)
     select entity_ref, kind, team_ref, entity, fingerprint
     from json_to_recordset(?::json)
       as row (entity_ref text, kind text, team_ref text, entity jsonb, fingerprint text)
     on conflict (entity_ref) do update set
       kind = excluded.kind, team_ref = excluded.team_ref, entity = excluded.entity,
       fingerprint = excluded.fingerprint`,
    [json],
  );
}
