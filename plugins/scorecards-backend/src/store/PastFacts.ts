import type { Knex } from 'knex';
import { type DbFactTuple, fromDbFact } from './factRow';
import type { FactsOfSubjects } from './FactStore';

/**
 * Facts as they were known at a moment, in one statement. A value that was replaced later held until then; the one that
 * holds now was last seen when it says, or is confirmed with each collection.
 */
export async function readFactsAt(
  knex: Knex,
  {
    factIds,
    entities,
    at,
  }: { factIds: readonly string[]; entities: readonly string[]; at: Date },
): Promise<FactsOfSubjects> {
  const { rows } = await knex.raw<{
    rows: { entity_ref: string; facts: DbFactTuple[] }[];
  }>(
    `with latest as (
       select distinct on (h.entity_ref, h.fact_id) h.* from fact_history h
       where h.fact_id = any(?::text[]) and h.entity_ref = any(?::text[]) and h.observed_at <= ?
       order by h.entity_ref, h.fact_id, h.observed_at desc
     )
     select f.entity_ref, json_agg(json_build_array(f.fact_id, f.source, f.state, f.type,
       case f.type
         when 'number' then to_json(f.number_value)
         when 'boolean' then to_json(f.boolean_value)
         when 'string' then to_json(f.text_value)
         when 'set' then to_json(f.set_value)
         when 'time' then to_json(f.time_value)
       end,
       f.unit, f.reason, f.visibility,
       extract(epoch from case
         when c.fingerprint = f.fingerprint and not c.confirmed then least(?::timestamptz, c.observed_at)
         else ?::timestamptz end) * 1000,
       false, extract(epoch from f.valid_until) * 1000)) as facts
     from latest f left join fact c using (entity_ref, fact_id)
     group by f.entity_ref`,
    [[...factIds], [...entities], at, at, at],
  );
  return new Map(
    rows.map(({ entity_ref, facts }) => [
      entity_ref,
      new Map(facts.map(fact => [fact[0], fromDbFact(fact)])),
    ]),
  );
}
