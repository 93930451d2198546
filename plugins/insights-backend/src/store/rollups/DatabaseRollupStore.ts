import { Knex } from 'knex';
import { auditSample } from './audit';
import { claimMarks, deleteMarks } from './claimMarks';
import { recomputeScope } from './recompute';
import { AuditResult, RecomputeResult, RollupStore } from './RollupStore';
import { toScope } from './scope';

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
        await recomputeScope(tx, toScope(marks));
        await deleteMarks(tx, marks);
      }
      return { days: marks.length };
    });
  }

  async audit(sampleSize: number): Promise<AuditResult> {
    return await auditSample(this.#knex, sampleSize);
  }

  async countMarks(): Promise<number> {
    const { rows } = await this.#knex.raw<{ rows: { count: string }[] }>(
      `select count(*) as count from dirty_day`,
    );
    return Number(rows[0]?.count ?? 0);
  }
}
