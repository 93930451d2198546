import { Knex } from 'knex';
import { DecisionPlan } from '../../core/adoption/planDecisions';
import { Day } from '../../core/metrics/windows';
import { rowsOf } from '../rows';
import {
  applyPlans,
  DecisionFilter,
  readDecisions,
  StoredDecision,
  voidDecision,
  VoidedDecision,
} from './adoptionDecisions';
import {
  readSnapshots,
  SnapshotFilter,
  StoredSnapshot,
  writeSnapshots,
} from './adoptionSnapshots';
import {
  addTransitions,
  PairTransition,
  readTransitions,
  StoredTransition,
  TransitionFilter,
} from './adoptionTransitions';

export interface StoredStep {
  readonly day: Day;
  readonly takenAt: Date;
}

/**
 * The record of adoption: decisions, daily snapshots, transitions, and the steps that made them. What is not about
 * steps is in a file of its own beside it.
 */
export class DatabaseAdoptionLedger {
  readonly #knex: Knex;

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  async lastStep(): Promise<StoredStep | undefined> {
    const [row] = await rowsOf<{ day: string; taken_at: Date }>(
      this.#knex,
      `select to_char(max(day), 'YYYY-MM-DD') as day, max(taken_at) as taken_at from adoption_step having count(*) > 0`,
    );
    return row && { day: row.day, takenAt: row.taken_at };
  }

  async steps(): Promise<StoredStep[]> {
    const rows = await rowsOf<{ day: string; taken_at: Date }>(
      this.#knex,
      `select to_char(day, 'YYYY-MM-DD') as day, taken_at from adoption_step order by id`,
    );
    return rows.map(row => ({ day: row.day, takenAt: row.taken_at }));
  }

  async writeStep(step: StoredStep, ruleVersion: number): Promise<void> {
    await this.#knex.raw(
      `insert into adoption_step (day, taken_at, rule_version) values (?::date, ?, ?)`,
      [step.day, step.takenAt, ruleVersion],
    );
  }

  decisions(where?: DecisionFilter): Promise<StoredDecision[]> {
    return readDecisions(this.#knex, where);
  }

  /** Takes, disputes and settles at `now`. */
  applyPlans(
    plans: readonly (DecisionPlan & { team: string; offering: string })[],
    now: Date,
  ): Promise<void> {
    return applyPlans(this.#knex, plans, now);
  }

  /** @throws NotFoundError where there is no such decision that is not void */
  voidDecision(decision: VoidedDecision): Promise<void> {
    return voidDecision(this.#knex, decision);
  }

  snapshots(where: SnapshotFilter): Promise<StoredSnapshot[]> {
    return readSnapshots(this.#knex, where);
  }

  writeSnapshots(
    snapshots: readonly StoredSnapshot[],
    takenAt: Date,
  ): Promise<void> {
    return writeSnapshots(this.#knex, snapshots, takenAt);
  }

  transitions(where: TransitionFilter): Promise<StoredTransition[]> {
    return readTransitions(this.#knex, where);
  }

  addTransitions(
    add: readonly PairTransition[],
    retract: readonly StoredTransition[],
    now: Date,
  ): Promise<void> {
    return addTransitions(this.#knex, { add, retract, now });
  }
}
