import type { Knex } from 'knex';
import { fullEntityRef } from '../service/fullEntityRef';

/** A Group as the organisation is folded by. */
export interface Unit {
  readonly ref: string;
  readonly title: string;
  readonly type?: string;
  readonly parent?: string;
}

export async function readUnits(knex: Knex): Promise<Unit[]> {
  const { rows } = await knex.raw<{
    rows: {
      ref: string;
      title: string;
      type: string | null;
      parent: string | null;
    }[];
  }>(
    `select entity_ref as ref, entity #>> '{spec,type}' as type, entity #>> '{spec,parent}' as parent,
       coalesce(entity #>> '{spec,profile,displayName}', entity #>> '{metadata,title}',
         entity #>> '{metadata,name}') as title
     from subject where kind = 'group' order by entity_ref`,
  );
  return rows.map(({ ref, title, type, parent }) => ({
    ref,
    title,
    type: type ?? undefined,
    parent: parent === null ? undefined : fullEntityRef(parent, 'group'),
  }));
}
