import { createHash } from 'node:crypto';
import { Knex } from 'knex';
import { bucketIndex } from '../../core/metrics/buckets';
import { noteCellChanges } from '../rollups/weekCells';

/** What a test says about one cell; the rest has defaults. */
export interface CellFixture {
  readonly metric?: string;
  readonly day: string;
  readonly team?: string;
  readonly stage?: string;
  readonly trigger?: string;
  readonly runClass?: string;
  readonly source?: string;
  readonly offering?: string;
  readonly component?: string;
  readonly milliseconds: readonly number[];
  readonly givenUp?: readonly number[];
  /** Names of people and what each contributed. */
  readonly people?: Readonly<Record<string, number>>;
  /** Of ratios and quantities, whose values have no length: how many runs, and the sums. */
  readonly n?: number;
  readonly parts?: readonly number[];
  readonly unseen?: number;
  readonly actors?: readonly string[];
}

export interface UnitFixture {
  readonly ref: string;
  readonly parent?: string;
  readonly role?: 'customer' | 'provider' | 'other';
  readonly type?: string;
  readonly members?: readonly string[];
}

export function personHash(name: string): Buffer {
  return createHash('sha256').update(name).digest();
}

export async function insertUnits(
  knex: Knex,
  units: readonly UnitFixture[],
): Promise<void> {
  const validFrom = '2023-01-01T00:00:00Z';
  await knex('organisation_unit').insert(
    units.map(unit => ({
      unit_ref: unit.ref,
      title: unit.ref.replace(/^.*\//, ''),
      type:
        unit.type ?? (unit.role === 'other' ? 'department' : 'customer-team'),
      role: unit.role ?? 'customer',
      parent_ref: unit.parent ?? null,
      valid_from: validFrom,
    })),
  );
  const members = units.flatMap(unit =>
    (unit.members ?? []).map(name => ({
      actor_hash: personHash(name),
      unit_ref: unit.ref,
      valid_from: validFrom,
    })),
  );
  if (members.length > 0) {
    await knex('organisation_member').insert(members);
  }
}

/** Names of so many members, different for each team. */
export function people(team: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${team}-${index}`);
}

export async function insertSources(
  knex: Knex,
  sources: Readonly<Record<string, string>>,
): Promise<void> {
  await knex('source').insert(
    Object.entries(sources).map(([name, kind]) => ({ name, kind })),
  );
}

/** Writes cells as the roll-up does, one row for each fixture. */
export async function insertCells(
  knex: Knex,
  cells: readonly CellFixture[],
): Promise<void> {
  const sources = new Map<string, number>();
  for (const { id, name } of await knex('source').select('id', 'name')) {
    sources.set(name, id);
  }
  for (const cell of cells) {
    const values = [...cell.milliseconds].sort((a, b) => a - b);
    const counts = new Map<number, number>();
    for (const value of values) {
      const index = bucketIndex(value);
      counts.set(index, (counts.get(index) ?? 0) + 1);
    }
    const contributions = Object.entries(cell.people ?? {});
    const buckets = [...counts].sort(([a], [b]) => a - b);
    const kind = cell.offering ? 'offering' : cell.component && 'component';
    await knex(kind ? `cell_${kind}` : 'cell').insert({
      metric: cell.metric ?? 'queue_time',
      day: cell.day,
      team_ref: cell.team ?? '',
      ...(kind
        ? { [`${kind}_ref`]: cell[kind] }
        : { stage: cell.stage ?? 'training' }),
      trigger: cell.trigger ?? 'human',
      run_class: cell.runClass ?? 'full',
      source_id: sources.get(cell.source ?? 'local'),
      n: cell.n ?? values.length,
      sum_ms: values.reduce((sum, value) => sum + value, 0),
      zeros: values.filter(value => value === 0).length,
      never_started: cell.givenUp?.length ?? 0,
      values_ms: values,
      censored_ms: [...(cell.givenUp ?? [])].sort((a, b) => a - b),
      bucket_index: buckets.map(([index]) => index),
      bucket_count: buckets.map(([, count]) => count),
      people: contributions.map(([name]) => personHash(name)),
      people_ms: contributions.map(([, ms]) => ms),
      parts: cell.parts ?? [],
      unseen: cell.unseen ?? 0,
      actors: (cell.actors ?? []).map(personHash),
    });
  }
  await noteCellChanges(
    knex,
    cells.map(({ team = '', day }) => ({ team, day })),
  );
}
