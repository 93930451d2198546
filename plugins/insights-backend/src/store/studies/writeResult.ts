import { Knex } from 'knex';
import { Binding, rowsOf } from '../rows';
import { FinishedStudy, StoredVersion } from './StudyStore';

/** Writes what came out of a version, once: rows of study_result and study_cell, in the transaction of its state. */
export async function writeResult(
  trx: Knex.Transaction,
  { id, version }: Pick<StoredVersion, 'id' | 'version'>,
  finished: FinishedStudy,
): Promise<void> {
  const { counts, refusal, result, cells } = finished;
  const row: Record<string, Binding> = {
    study_id: id,
    version,
    inputs_digest: finished.inputsDigest,
    seed: finished.seed,
    library: finished.library,
    adopting: counts.adopting,
    comparison: counts.comparison,
    tried: counts.tried,
    left_out: counts.leftOut,
    teams: JSON.stringify(finished.teams),
    refusal_reason: refusal?.reason ?? null,
    refusal_sentence: refusal?.sentence ?? null,
    refusal_help: refusal?.help ?? null,
    verdict: result?.verdict ?? null,
    sentence: result?.sentence ?? null,
    p_value: result?.pValue ?? null,
    effect: result?.effect.estimate ?? null,
    effect_lower: result?.effect.lower ?? null,
    effect_upper: result?.effect.upper ?? null,
    smallest_visible: result?.smallestVisible ?? null,
    log_effect: result?.logEffect ?? null,
    log_standard_error: result?.logStandardError ?? null,
    randomised: result?.randomised ?? false,
    placebo_blocks: result?.placeboBlocks ?? false,
    shared_queue: result?.sharedQueue ?? false,
    answer: result ? JSON.stringify(result.answer) : null,
  };
  const columns = Object.keys(row);
  await rowsOf(
    trx,
    `insert into study_result (${columns.join(', ')}) values (${columns.map(() => '?').join(', ')})`,
    Object.values(row),
  );
  await rowsOf(
    trx,
    `insert into study_cell (study_id, version, team_ref, week, part, outcome, runs)
     select ?, ?, * from unnest(cast(? as text[]), cast(? as date[]), cast(? as text[]),
       cast(? as double precision[]), cast(? as int[]))`,
    [
      id,
      version,
      cells.map(({ team }) => team),
      cells.map(({ week }) => week),
      cells.map(({ part }) => part),
      cells.map(({ outcome }) => outcome),
      cells.map(({ runs }) => runs),
    ],
  );
}
