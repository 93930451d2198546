import type { DefinitionFault } from '@mli/plugin-scorecards-common';
import type { Knex } from 'knex';
import { jsonRows } from './jsonRows';

/** A definition in force: the last one that could be compiled. */
export interface StoredDefinition {
  readonly ref: string;
  readonly version: number;
  readonly digest: string;
  readonly document: unknown;
}

/** A definition as the catalog has it, whether or not it can be compiled. */
export interface ListedDefinition {
  readonly ref: string;
  readonly title: string;
  readonly faults: readonly DefinitionFault[];
  readonly evaluatedAt?: Date;
  readonly inForce?: StoredDefinition;
}

/** What the catalog says now; `compiled` is absent where the definition cannot be used. */
export interface SeenDefinition {
  readonly ref: string;
  readonly title: string;
  readonly faults: readonly DefinitionFault[];
  readonly compiled?: { readonly digest: string; readonly document: object };
}

interface DbDefinitionRow {
  scorecard_ref: string;
  title: string;
  faults: DefinitionFault[];
  evaluated_at: Date | null;
  version: number | null;
  digest: string | null;
  document: unknown;
}

function inForceOf(row: DbDefinitionRow): StoredDefinition | undefined {
  return row.version === null || row.digest === null
    ? undefined
    : {
        ref: row.scorecard_ref,
        version: row.version,
        digest: row.digest,
        document: row.document,
      };
}

/** Every definition in the catalog, by ref. */
export async function listDefinitions(knex: Knex): Promise<ListedDefinition[]> {
  const { rows } = await knex.raw<{ rows: DbDefinitionRow[] }>(
    `select d.scorecard_ref, d.title, d.faults, d.evaluated_at, v.version, v.digest, v.document
     from definition d
     left join definition_version v on v.scorecard_ref = d.scorecard_ref and v.valid_to is null
     where d.present
     order by d.scorecard_ref`,
  );
  return rows.map(row => ({
    ref: row.scorecard_ref,
    title: row.title,
    faults: row.faults,
    evaluatedAt: row.evaluated_at ?? undefined,
    inForce: inForceOf(row),
  }));
}

/** Makes the stored definitions those seen. A definition that cannot be compiled leaves the last good one in force. */
export async function replaceDefinitions(
  trx: Knex.Transaction,
  seen: readonly SeenDefinition[],
  at: Date,
): Promise<void> {
  const json = await jsonRows(
    seen.map(({ ref, title, faults }) => ({ ref, title, faults })),
  );
  await trx.raw(
    `insert into definition (scorecard_ref, title, faults, present, seen_at)
     select ref, title, faults, true, ?::timestamptz
     from json_to_recordset(?::json) as n (ref text, title text, faults jsonb)
     on conflict (scorecard_ref) do update set
       title = excluded.title, faults = excluded.faults, present = true, seen_at = excluded.seen_at`,
    [at, json],
  );
  const refs = seen.map(definition => definition.ref);
  await trx.raw(
    `update definition set present = false, evaluated_at = null
     where present and scorecard_ref <> all(?::text[])`,
    [refs],
  );
  await trx.raw(
    `update definition_version set valid_to = ?
     where valid_to is null and scorecard_ref <> all(?::text[])`,
    [at, refs],
  );
  await replaceVersions(trx, seen, at);
}

/**
 * Ends versions that mean something else now and starts new ones, counting on from the highest number there was; the
 * same meaning with other texts replaces the document in place. A definition that comes back unchanged after it had
 * left the catalog is its last version again.
 */
async function replaceVersions(
  trx: Knex.Transaction,
  seen: readonly SeenDefinition[],
  at: Date,
): Promise<void> {
  const usable = seen.flatMap(({ ref, compiled }) =>
    compiled ? [{ ref, ...compiled }] : [],
  );
  if (usable.length === 0) {
    return;
  }
  const json = await jsonRows(usable);
  const input = `json_to_recordset(?::json) as n (ref text, digest text, document jsonb)`;
  await trx.raw(
    `update definition_version v set document = n.document, valid_to = null
     from ${input}
     where v.scorecard_ref = n.ref and v.digest = n.digest
       and v.version = (select max(version) from definition_version m where m.scorecard_ref = n.ref)
       and (v.valid_to is not null or v.document is distinct from n.document)`,
    [json],
  );
  await trx.raw(
    `update definition_version v set valid_to = ?
     from ${input}
     where v.scorecard_ref = n.ref and v.valid_to is null and v.digest <> n.digest`,
    [at, json],
  );
  await trx.raw(
    `insert into definition_version (scorecard_ref, version, digest, document, valid_from)
     select n.ref,
       1 + coalesce((select max(version) from definition_version m where m.scorecard_ref = n.ref), 0),
       n.digest, n.document, ?
     from ${input}
     where not exists (
       select 1 from definition_version v
       where v.scorecard_ref = n.ref and v.valid_to is null)`,
    [at, json],
  );
}

export async function markEvaluated(
  trx: Knex.Transaction,
  refs: readonly string[],
  at: Date,
): Promise<void> {
  await trx.raw(
    `update definition set evaluated_at = ? where scorecard_ref = any(?::text[])`,
    [at, [...refs]],
  );
}
