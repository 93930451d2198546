import type { Knex } from 'knex';
import type { ReadScope } from '../service/ReadScope';

export interface NarrowSelection {
  readonly entities?: readonly string[];
  readonly scorecards?: readonly string[];
  readonly checks?: readonly string[];
  /** Key of the last row of the page before. */
  readonly after?: readonly string[];
}

export interface Narrowed {
  readonly where: string;
  readonly bindings: Knex.RawBinding[];
}

/**
 * The conditions a caller and a query put on rows called r that have `kind`, `entity_ref`, `scorecard_ref`,
 * `visibility` and `team_ref`. Every statement that lists, counts or orders results goes through here.
 */
export function narrow(
  scope: ReadScope,
  { entities, scorecards, checks, after }: NarrowSelection,
  keys: readonly string[],
): Narrowed {
  const conditions: string[] = [];
  const bindings: Knex.RawBinding[] = [];
  const add = (condition: string, ...values: Knex.RawBinding[]) => {
    conditions.push(condition);
    bindings.push(...values);
  };
  add(
    `(r.kind = any(?::text[]) or r.entity_ref = any(?::text[]))`,
    [...scope.openKinds],
    [...scope.entities],
  );
  if (scope.scorecards !== 'all') {
    add(`r.scorecard_ref = any(?::text[])`, [...scope.scorecards]);
  }
  if (scope.speedTeams !== 'all') {
    add(`(r.visibility = 'catalog' or r.team_ref = any(?::text[]))`, [
      ...scope.speedTeams,
    ]);
  }
  if (entities) {
    add(`r.entity_ref = any(?::text[])`, [...entities]);
  }
  if (scorecards) {
    add(`r.scorecard_ref = any(?::text[])`, [...scorecards]);
  }
  if (checks) {
    add(`r.check_id = any(?::text[])`, [...checks]);
  }
  if (after) {
    const marks = keys.map(() => '?').join(', ');
    add(
      `(${keys.map(key => `r.${key}`).join(', ')}) > (${marks})`,
      ...keys.map((_, index) => after[index] ?? ''),
    );
  }
  return { where: conditions.join(' and '), bindings };
}
