import { Knex } from 'knex';
import { RegistrationFilter, StoredRegistration } from './RegistrationStore';
import { DbRegistration, fromDbRegistration } from './rows';

/** By name; uses the indexes on name, owner and id. */
export async function selectRegistrations(
  knex: Knex | Knex.Transaction,
  filter: RegistrationFilter,
): Promise<StoredRegistration[]> {
  const query = knex<DbRegistration>('registration').orderBy(['name', 'id']);
  const anyOf = (
    column: string,
    values: readonly string[] | undefined,
    type = 'text',
  ) => {
    if (values) {
      query.whereRaw(`?? = any(?::${type}[])`, [column, [...values]]);
    }
  };
  anyOf('id', filter.ids?.filter(isUuid), 'uuid');
  anyOf('entity_ref', filter.refs);
  anyOf('owner_ref', filter.owners);
  anyOf('state', filter.states);
  if (filter.text) {
    // strpos: what is looked for is text, not a pattern
    query.whereRaw(
      `strpos(lower(name || ' ' || coalesce(title, '')), lower(?)) > 0`,
      [filter.text],
    );
  }
  const { visible, after } = filter;
  if (visible && visible.refs !== 'all') {
    query.whereRaw(
      `(owner_ref = any(?::text[]) or entity_ref = any(?::text[]))`,
      [[...visible.owners], [...visible.refs]],
    );
  }
  if (after) {
    query.whereRaw(`(name, id) > (?, ?::uuid)`, [after.name, after.id]);
  }
  if (filter.limit !== undefined) {
    query.limit(filter.limit);
  }
  return (await query).map(fromDbRegistration);
}

/** Anything else is nobody's id, and PostgreSQL would refuse the whole statement. */
export function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
}
