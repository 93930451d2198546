import type { Knex } from 'knex';
import type { FactValueRow } from '@mli/plugin-scorecards-common';
import { type DbFactTuple, FACT_TUPLE, fromDbFact } from './factRow';

/** Facts of one entity are some dozens; this is where an answer ends. */
const MOST_ROWS = 2_000;

/**
 * The latest facts of some entities that rest on nobody's speed, in one statement over the primary key. Facts of
 * visibility `team-speed` are left out for everybody: results tell them, with the release rules.
 */
export async function selectFactValues(
  knex: Knex,
  entities: readonly string[],
): Promise<FactValueRow[]> {
  const { rows } = await knex.raw<{
    rows: { entity_ref: string; fact: DbFactTuple }[];
  }>(
    `select f.entity_ref, ${FACT_TUPLE} as fact
     from fact f
     where f.entity_ref = any(?::text[]) and f.visibility = 'catalog'
     order by f.entity_ref, f.fact_id
     limit ${MOST_ROWS}`,
    [[...entities]],
  );
  return rows.map(({ entity_ref, fact }) => {
    const { state, value, unit, observedAt, source, reason } = fromDbFact(fact);
    return {
      entity: entity_ref,
      fact: fact[0],
      ...{ state, unit, source, reason },
      value:
        value === undefined || typeof value !== 'object' ? value : [...value],
      observedAt: observedAt.toISOString(),
    };
  });
}
