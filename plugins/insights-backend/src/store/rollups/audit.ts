import { Knex } from 'knex';
import { attributionTimeSql } from '../attribution/validity';
import { NOT_FROZEN } from '../retention/deleteOldRuns';
import { isReplaced } from './cellSql';
import { TeamDay, markDays } from './markDirty';
import { DERIVED_TABLES } from './recompute';
import { AuditDifference, AuditResult } from './RollupStore';
import { markSql, scopeBindings, toScope } from './scope';

/**
 * Compares a random sample of days that should be up to date with a fresh computation. A difference means that a mark
 * was missed: it is kept in rollup_audit, and the day is marked, so that the numbers are right while somebody looks
 * for the reason.
 *
 * Locks nothing; one snapshot for both sides, so that work going on meanwhile is no difference.
 */
export async function auditSample(
  knex: Knex,
  sampleSize: number,
): Promise<AuditResult> {
  const { sample, differences } = await knex.transaction(
    async tx => {
      const chosen = await chooseDays(tx, sampleSize);
      return { sample: chosen, differences: await differencesOf(tx, chosen) };
    },
    { isolationLevel: 'repeatable read', readOnly: true },
  );
  await knex.transaction(async tx => {
    await tx.raw(
      `insert into rollup_audit (sampled, differing, differences) values (?, ?, cast(? as jsonb))`,
      [
        sample.length,
        countDays(differences),
        JSON.stringify(differences.slice(0, 100)),
      ],
    );
    await markDays(tx, differences);
  });
  return { sampled: sample.length, differences };
}

function countDays(differences: readonly AuditDifference[]): number {
  return new Set(differences.map(({ team, day }) => `${team}|${day}`)).size;
}

/** Every day is read as a whole, so a sample is many teams of few days. */
const MOST_DAYS = 8;

/** Half from the cells, half from the runs: a day that was never computed has no cell. Marked days are left out. */
async function chooseDays(tx: Knex, sampleSize: number): Promise<TeamDay[]> {
  const half = Math.ceil(sampleSize / 2);
  const percent = await samplePercentages(tx, half);
  const { rows } = await tx.raw<{ rows: TeamDay[] }>(
    `
    with stored as (
      select distinct team_ref, day from cell tablesample bernoulli (?)
    ),
    counted as (
      select distinct a.team_ref, (coalesce(r.started_at, r.submitted_at, r.ended_at) at time zone 'UTC')::date as day
      from run r tablesample system (?)
      join attribution a on a.subject_id = r.subject_id
        and a.valid_from <= ${attributionTimeSql('r')}
        and (a.valid_to is null or a.valid_to > ${attributionTimeSql('r')})
    ),
    few as materialized (
      select day from (select day from stored union select day from counted) every
      where day is not null and ${NOT_FROZEN('day')}
      order by random()
      limit ${MOST_DAYS}
    ),
    chosen as (
      (select team_ref, day from stored where day in (select day from few) order by random() limit ?)
      union
      (select team_ref, day from counted where day in (select day from few) order by random() limit ?)
    )
    select team_ref as team, day::text from chosen
    where not exists (select from dirty_day d where d.team_ref = chosen.team_ref and d.day = chosen.day)
      -- a sequence that waits to be made again will mark days that nobody knows yet
      and not exists (select from dirty_actor)
    `,
    [percent.cell, percent.run, half, half],
  );
  return rows;
}

/** How much of each table to look at for enough different days; all of it while it is small. */
async function samplePercentages(
  tx: Knex,
  wanted: number,
): Promise<{ cell: number; run: number }> {
  const { rows } = await tx.raw<{ rows: { name: string; rows: number }[] }>(
    `select relname as name, reltuples as rows from pg_class where oid in ('cell'::regclass, 'run'::regclass)`,
  );
  const percent = (name: string) => {
    const known = rows.find(row => row.name === name)?.rows ?? 0;
    return Math.min(100, (100 * wanted * 50) / Math.max(known, 1));
  };
  return { cell: percent('cell'), run: percent('run') };
}

async function differencesOf(
  tx: Knex,
  days: readonly TeamDay[],
): Promise<AuditDifference[]> {
  const scope = toScope(days);
  const bindings = scopeBindings(scope);
  const differences: AuditDifference[] = [];
  for (const derived of days.length > 0 ? DERIVED_TABLES : []) {
    const { table, columns, prelude, query } = derived;
    const { rows } = await tx.raw<{ rows: TeamDay[] }>(
      `
      with computed as materialized (
        select ${columns} from (${prelude(scope)} ${query}) fresh
      ),
      stored as materialized (
        select ${columns} from ${table} t
        where (t.team_ref, t.day) in (${markSql}) and ${isReplaced(derived)}
      )
      select distinct team_ref as team, day::text from (
        (table computed except all table stored) union all (table stored except all table computed)
      ) different
      `,
      [...bindings, ...bindings],
    );
    differences.push(...rows.map(row => ({ ...row, table })));
  }
  return differences;
}
