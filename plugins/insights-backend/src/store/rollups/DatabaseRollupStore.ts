import { Knex } from 'knex';
import { auditSample } from './audit';
import { recomputeTimelines } from '../losses/timelineSql';
import { NOT_FROZEN } from '../retention/deleteOldRuns';
import { claimMarks, deleteMarks } from './claimMarks';
import { recomputeScope } from './recompute';
import { recomputeActors } from './recomputeActors';
import {
  AuditResult,
  MarkCounts,
  RecomputeResult,
  RollupStore,
} from './RollupStore';
import { toScope } from './scope';

/** All runs of so many actors are read at once. */
const ACTORS_AT_ONCE = 50;

export class DatabaseRollupStore implements RollupStore {
  readonly #knex: Knex;

  static create(knex: Knex): DatabaseRollupStore {
    return new DatabaseRollupStore(knex);
  }

  private constructor(knex: Knex) {
    this.#knex = knex;
  }

  async recompute(limit: number): Promise<RecomputeResult> {
    return await this.#knex.transaction(async tx => {
      await tx.raw(`set local jit = off`);
      const marks = await claimMarks(tx, limit);
      if (marks.length > 0) {
        const scope = toScope(marks);
        await recomputeScope(tx, scope);
        await recomputeTimelines(tx, scope);
        await deleteMarks(tx, marks);
      }
      // Sequences come after the days that may change them; what they change is marked and computed next time.
      const actors =
        marks.length > 0 ? 0 : await recomputeActors(tx, ACTORS_AT_ONCE);
      return { days: marks.length + actors };
    });
  }

  async audit(sampleSize: number): Promise<AuditResult> {
    return await auditSample(this.#knex, sampleSize);
  }

  async countMarks(): Promise<MarkCounts> {
    const { rows } = await this.#knex.raw<{ rows: MarkCounts[] }>(
      `
      select
        (select count(*)::int from dirty_day where ${NOT_FROZEN('day')}) as days,
        (select count(*)::int from dirty_actor) as actors
      `,
    );
    return rows[0] ?? { days: 0, actors: 0 };
  }
}
