import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import {
  type CheckSummary,
  type DistributionRow,
  type HistoryRow,
  type TrendRow,
} from '@mli/plugin-scorecards-common';
import type { Knex } from 'knex';
import type { NarrowSelection } from '../store/narrow';
import {
  countLevels,
  selectCheckSummaries,
  selectHistory,
  selectTrend,
} from '../store/OverviewQueries';
import { readUnits, type Unit } from '../store/UnitStore';
import { mayRead } from './ReadScope';
import type { ResultService } from './ResultService';

export interface OverviewServiceOptions {
  readonly database: Knex;
  readonly results: ResultService;
}

const compare = (a: string, b: string): number => (a < b ? -1 : Number(a > b));

/** Counts and histories, of what the caller may see. */
export class OverviewService {
  readonly #options: OverviewServiceOptions;

  constructor(options: OverviewServiceOptions) {
    this.#options = options;
  }

  /** Levels of every unit of the organisation with those below it. */
  async distribution(
    credentials: BackstageCredentials,
    selection: NarrowSelection,
  ): Promise<DistributionRow[]> {
    const { database, results } = this.#options;
    const scope = await results.scope(credentials, selection.entities, [
      'group',
    ]);
    const units = (await readUnits(database)).filter(({ ref }) =>
      mayRead(scope, { kind: 'group', entity: ref }),
    );
    const counts = await countLevels(database, scope, selection);
    const rows = new Map<string, DistributionRow>();
    const parents = new Map(units.map(unit => [unit.ref, unit]));
    for (const { scorecard, team, rank, levels, entities } of counts) {
      for (const unit of lineOf(team, parents)) {
        const key = `${scorecard} ${unit.ref}`;
        const row = rows.get(key) ?? {
          scorecard,
          unit: unit.ref,
          title: unit.title,
          type: unit.type,
          parent: unit.parent,
          counts: [],
        };
        while (row.counts.length <= Math.max(levels, rank)) {
          row.counts.push(0);
        }
        row.counts[rank] = (row.counts[rank] ?? 0) + entities;
        rows.set(key, row);
      }
    }
    return [...rows.values()].sort(
      (a, b) =>
        compare(a.scorecard, b.scorecard) ||
        compare(a.title, b.title) ||
        compare(a.unit, b.unit),
    );
  }

  async trend(
    credentials: BackstageCredentials,
    { unit, ...selection }: NarrowSelection & { days: number; unit?: string },
  ): Promise<TrendRow[]> {
    const { database, results } = this.#options;
    const scope = await results.scope(credentials, selection.entities);
    const teams = unit ? subtreeOf(unit, await readUnits(database)) : undefined;
    return selectTrend(database, scope, { ...selection, teams });
  }

  async checks(
    credentials: BackstageCredentials,
    selection: NarrowSelection,
  ): Promise<CheckSummary[]> {
    const { database, results } = this.#options;
    const scope = await results.scope(credentials, selection.entities);
    return selectCheckSummaries(database, scope, selection);
  }

  async history(
    credentials: BackstageCredentials,
    selection: NarrowSelection & { limit: number },
  ): Promise<HistoryRow[]> {
    const { database, results } = this.#options;
    const scope = await results.scope(credentials, selection.entities);
    return selectHistory(database, scope, selection);
  }
}

/** A team and every unit above it; an unknown team stands for itself. A circle ends where it closes. */
function lineOf(team: string, units: ReadonlyMap<string, Unit>): Unit[] {
  const line: Unit[] = [];
  const seen = new Set<string>();
  let at: string | undefined = team;
  while (at !== undefined && !seen.has(at)) {
    seen.add(at);
    const unit = units.get(at);
    if (unit) {
      line.push(unit);
    }
    at = unit?.parent;
  }
  return line.length > 0 ? line : [{ ref: '', title: 'No group' }];
}

/** A unit and all below it. */
export function subtreeOf(unit: string, units: readonly Unit[]): string[] {
  const found = new Set([unit]);
  for (let grown = true; grown;) {
    grown = false;
    for (const { ref, parent } of units) {
      if (parent !== undefined && found.has(parent) && !found.has(ref)) {
        found.add(ref);
        grown = true;
      }
    }
  }
  return [...found];
}
