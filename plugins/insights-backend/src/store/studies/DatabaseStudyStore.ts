import { ConflictError } from '@backstage/errors';
import { isDatabaseConflictError } from '@backstage/backend-plugin-api';
import { StudyTeam } from '@mli/plugin-insights-common';
import { Knex } from 'knex';
import { rowsOf } from '../rows';
import { DbStudyVersion, fromDbStudyVersion, VERSION_SQL } from './mapping';
import {
  FinishedStudy,
  NewStudy,
  NewVersion,
  StoredDetail,
  StoredRollout,
  StoredVersion,
  StudyCell,
  StudyStore,
} from './StudyStore';
import { writeResult } from './writeResult';

/** A computation that fails this often is not tried again by itself. */
const MOST_ATTEMPTS = 3;

type StudyKey = Pick<StoredVersion, 'id' | 'version'>;

export class DatabaseStudyStore implements StudyStore {
  static create(knex: Knex): DatabaseStudyStore {
    return new DatabaseStudyStore(knex);
  }

  readonly #knex: Knex;

  private constructor(knex: Knex) {
    this.#knex = knex;
  }

  async register(study: NewStudy): Promise<void> {
    try {
      await this.#knex.raw(
        `with s as (
           insert into study (slug, offering_ref, outcome, stage, created_by, rollout_id)
           values (?, ?, ?, ?, ?, ?::bigint) returning id
         )
         insert into study_version (study_id, version, teams, window_from, window_to, analysis_date, own_queue,
           exploratory, registered_by)
         select id, 1, cast(? as text[]), ?::date, ?::date, ?::date, ?, ?, ? from s`,
        // knex's types know no null in bindings of raw; pg does.
        [
          study.slug,
          study.offering,
          study.outcome,
          study.stage ?? '',
          study.registeredBy,
          study.rollout ?? null,
          study.teams ? [...study.teams] : null,
          study.from,
          study.to,
          study.analysisDate,
          study.ownQueue ?? null,
          study.exploratory,
          study.registeredBy,
        ] as Knex.RawBinding[],
      );
    } catch (error) {
      throw asConflict(
        error,
        'This question is registered already. Open the study; extending it makes a new version of it.',
      );
    }
  }

  async extend(id: number, version: NewVersion): Promise<void> {
    try {
      await this.#knex.raw(
        `insert into study_version (study_id, version, teams, window_from, window_to, analysis_date, own_queue,
           exploratory, reason, registered_by)
         select study_id, version + 1, teams, window_from, ?::date, ?::date, own_queue, ?, ?, ?
         from study_version where study_id = ? order by version desc limit 1`,
        [
          version.to,
          version.analysisDate,
          version.exploratory,
          version.reason,
          version.registeredBy,
          id,
        ],
      );
    } catch (error) {
      throw asConflict(
        error,
        'A version of this study still waits for its answer; it can be extended after that.',
      );
    }
  }

  async versions(): Promise<StoredVersion[]> {
    const rows = await rowsOf<DbStudyVersion>(
      this.#knex,
      `${VERSION_SQL} order by s.id, v.version`,
    );
    return rows.map(fromDbStudyVersion);
  }

  async detail(id: number, version: number): Promise<StoredDetail | undefined> {
    const [row] = await rowsOf<{
      teams: StudyTeam[];
      answer: StoredDetail['answer'] | null;
      digest: string;
      seed: string;
      library: string;
    }>(
      this.#knex,
      `select teams, answer, encode(inputs_digest, 'hex') as digest, seed, library
       from study_result where study_id = ? and version = ?`,
      [id, version],
    );
    return (
      row && {
        teams: row.teams,
        answer: row.answer ?? undefined,
        inputsDigest: row.digest,
        seed: Number(row.seed),
        library: row.library,
      }
    );
  }

  async cells(id: number, version: number): Promise<StudyCell[]> {
    const rows = await rowsOf<{
      team_ref: string;
      week: string;
      part: StudyCell['part'];
      outcome: number;
      runs: number;
    }>(
      this.#knex,
      `select team_ref, to_char(week, 'YYYY-MM-DD') as week, part, outcome, runs
       from study_cell where study_id = ? and version = ? order by week, team_ref`,
      [id, version],
    );
    return rows.map(({ team_ref: team, ...row }) => ({ team, ...row }));
  }

  async claimDue(options: {
    today: string;
    owner: string;
    silentSince: Date;
  }): Promise<StoredVersion | undefined> {
    await this.#giveUp(options.silentSince);
    const [claimed] = await rowsOf<{ study_id: string; version: number }>(
      this.#knex,
      `update study_version set state = 'running', claimed_by = ?, claimed_at = now(), attempts = attempts + 1,
         step = null, step_done = 0, step_of = 0
       where (study_id, version) in (
         select study_id, version from study_version
         where (state = 'registered' and analysis_date <= ?::date) or (state = 'running' and claimed_at < ?)
         order by analysis_date, study_id limit 1 for update skip locked
       )
       returning study_id, version`,
      [options.owner, options.today, options.silentSince],
    );
    if (!claimed) return undefined;
    const [row] = await rowsOf<DbStudyVersion>(
      this.#knex,
      `${VERSION_SQL} where v.study_id = ? and v.version = ?`,
      [claimed.study_id, claimed.version],
    );
    return row && fromDbStudyVersion(row);
  }

  /**
   * A version whose computation took its back end down with it never comes to `fail`: it is given up here, or it would
   * take one back end after the other.
   */
  async #giveUp(silentSince: Date): Promise<void> {
    await this.#knex.raw(
      `update study_version set state = 'failed', step = null, claimed_by = null,
         failure = 'The back end that computed it fell silent ' || attempts || ' times'
           || coalesce(', the last time at the step "' || step || '"', '')
           || '. Look for what ended it (memory, most likely), then extend the study.'
       where state = 'running' and claimed_at < ? and attempts >= ?`,
      [silentSince, MOST_ATTEMPTS],
    );
  }

  async progress(
    { id, version }: StudyKey,
    { step, done, of }: { step: string; done: number; of: number },
  ): Promise<void> {
    await this.#knex.raw(
      `update study_version set step = ?, step_done = ?, step_of = ?, claimed_at = now()
       where study_id = ? and version = ? and state = 'running'`,
      [step, done, of, id, version],
    );
  }

  async finish(key: StudyKey, finished: FinishedStudy): Promise<void> {
    await this.#knex.transaction(async trx => {
      const changed = await rowsOf(
        trx,
        `update study_version set state = ?, computed_at = now(), step = null, failure = null, claimed_by = null
         where study_id = ? and version = ? and state = 'running' returning version`,
        [finished.result ? 'finished' : 'refused', key.id, key.version],
      );
      // Another back end took over and was first: the answer is the same, and it is stored once.
      if (changed.length === 0) return;
      await writeResult(trx, key, finished);
    });
  }

  async fail({ id, version }: StudyKey, failure: string): Promise<void> {
    await this.#knex.raw(
      `update study_version set failure = ?, step = null, claimed_by = null,
         state = case when attempts >= ? then 'failed' else 'registered' end
       where study_id = ? and version = ? and state = 'running'`,
      [failure.slice(0, 1000), MOST_ATTEMPTS, id, version],
    );
  }

  async addRollout(rollout: {
    offering: string;
    seed: number;
    plan: unknown;
    createdBy: string;
  }): Promise<StoredRollout> {
    const [row] = await rowsOf<DbRollout>(
      this.#knex,
      `insert into rollout (offering_ref, seed, plan, created_by) values (?, ?, ?::jsonb, ?)
       returning id, offering_ref, seed, plan, created_at`,
      [
        rollout.offering,
        rollout.seed,
        JSON.stringify(rollout.plan),
        rollout.createdBy,
      ],
    );
    if (!row) throw new Error('The rollout was not stored.');
    return fromDbRollout(row);
  }

  async rollouts(): Promise<StoredRollout[]> {
    const rows = await rowsOf<DbRollout>(
      this.#knex,
      `select id, offering_ref, seed, plan, created_at from rollout order by id`,
    );
    return rows.map(fromDbRollout);
  }
}

interface DbRollout {
  id: string;
  offering_ref: string;
  seed: string;
  plan: unknown;
  created_at: Date;
}

function fromDbRollout(row: DbRollout): StoredRollout {
  return {
    id: Number(row.id),
    offering: row.offering_ref,
    seed: Number(row.seed),
    plan: row.plan,
    createdAt: row.created_at,
  };
}

function asConflict(error: unknown, sentence: string): unknown {
  return isDatabaseConflictError(error) ? new ConflictError(sentence) : error;
}
