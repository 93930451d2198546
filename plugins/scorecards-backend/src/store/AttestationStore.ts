import type { Attestation } from '@mli/plugin-scorecards-common';
import type { Knex } from 'knex';
import { jsonRows } from './jsonRows';

interface DbAttestation {
  entity_ref: string;
  topic: string;
  points: number;
  evidence: string;
  attested_by: string;
  attested_at: Date;
  until: Date;
}

/** The latest of each topic, of some entities or of all; those that have ended too. */
export async function readAttestations(
  knex: Knex,
  entities?: readonly string[],
): Promise<Attestation[]> {
  const { rows } = await knex.raw<{ rows: DbAttestation[] }>(
    `select entity_ref, topic, points, evidence, attested_by, attested_at, until from attestation
     where replaced_at is null ${entities ? 'and entity_ref = any(?::text[])' : ''}
     order by entity_ref, topic`,
    entities ? [[...entities]] : [],
  );
  return rows.map(row => ({
    entity: row.entity_ref,
    topic: row.topic,
    points: row.points,
    evidence: row.evidence,
    attestedBy: row.attested_by,
    attestedAt: row.attested_at,
    until: row.until,
  }));
}

/** Adds attestations; the ones they replace stay as history. At most one of each entity and topic. */
export async function storeAttestations(
  trx: Knex.Transaction,
  attestations: readonly Attestation[],
): Promise<void> {
  const json = await jsonRows(
    attestations.map(row => ({
      entity_ref: row.entity,
      topic: row.topic,
      points: row.points,
      evidence: row.evidence,
      attested_by: row.attestedBy,
      attested_at: row.attestedAt,
      until: row.until,
    })),
  );
  const input = `json_to_recordset(?::json) as n (entity_ref text, topic text, points double precision,
    evidence text, attested_by text, attested_at timestamptz, until timestamptz)`;
  await trx.raw(
    `update attestation a set replaced_at = n.attested_at from ${input}
     where a.entity_ref = n.entity_ref and a.topic = n.topic and a.replaced_at is null`,
    [json],
  );
  await trx.raw(
    `insert into attestation (entity_ref, topic, points, evidence, attested_by, attested_at, until)
     select entity_ref, topic, points, evidence, attested_by, attested_at, until from ${input}`,
    [json],
  );
}
