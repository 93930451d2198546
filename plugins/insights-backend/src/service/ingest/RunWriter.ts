import { Knex } from 'knex';
import { merge, RunState, stateOf } from '../../core/runs/fold';
import { DatedObservation } from '../../core/runs/observation';
import { daysOf, project } from '../../core/runs/project';
import { Source } from '../../store/DatabaseSourceStore';
import { TouchedDay } from '../../store/ingest/marks';
import {
  insertExternalIds,
  insertRuns,
  lockRuns,
  RunRow,
  StoredRun,
  updateRuns,
} from '../../store/ingest/runs';
import { LearnedSubjects, SubjectResolver } from './SubjectResolver';

/** What a new event says about a run. */
export interface NewObservation extends DatedObservation {
  readonly source: Source;
  readonly runKey: string;
}

interface Change {
  readonly source: Source;
  readonly runKey: string;
  /** All new events of the run, folded. */
  readonly delta: RunState;
}

/** A run that another writer adds between our look and our insert is found at the next look. */
const MOST_ROUNDS = 5;

class TouchedDays {
  readonly #days = new Map<string, TouchedDay>();

  add(subjectId: string | undefined, days: readonly string[]): void {
    for (const day of days) {
      this.#days.set(`${subjectId} ${day}`, { subjectId, day });
    }
  }

  list(): TouchedDay[] {
    return [...this.#days.values()];
  }
}

/** Folds new events into runs, inside the transaction that stores the events. */
export class RunWriter {
  readonly #subjects: SubjectResolver;

  constructor(subjects: SubjectResolver) {
    this.#subjects = subjects;
  }

  /** Answers the days on which the runs counted before, and on which they count now. */
  async apply(
    knex: Knex,
    observations: readonly NewObservation[],
    learned: LearnedSubjects,
  ): Promise<TouchedDay[]> {
    const touched = new TouchedDays();
    let pending = groupByRun(observations);
    for (let round = 0; pending.length > 0; round += 1) {
      if (round === MOST_ROUNDS) {
        throw new Error('Runs kept appearing and vanishing while written');
      }
      pending = await this.#write(knex, pending, learned, touched);
    }
    return touched.list();
  }

  /** Answers the changes that have to be tried again. */
  async #write(
    knex: Knex,
    changes: readonly Change[],
    learned: LearnedSubjects,
    touched: TouchedDays,
  ): Promise<Change[]> {
    const stored = new Map(
      (
        await lockRuns(
          knex,
          changes.map(({ source, runKey }) => ({
            sourceId: source.id,
            runKey,
          })),
        )
      ).map(run => [`${run.sourceId}\n${run.runKey}`, run]),
    );
    const folded = changes.map(change => {
      const before = stored.get(keyOf(change));
      const state = before ? merge(before.state, change.delta) : change.delta;
      return { change, before, state, view: project(state) };
    });
    const subjects = await this.#subjects.resolve(
      knex,
      folded.map(({ change, view }) => ({ source: change.source, view })),
      learned,
    );
    const fresh: RunRow[] = [];
    const known: RunRow[] = [];
    for (const [index, { change, before, state, view }] of folded.entries()) {
      const row = {
        sourceId: change.source.id,
        runKey: change.runKey,
        ...subjects[index],
        state,
        view,
      };
      (before ? known : fresh).push(row);
      markBefore(before, touched);
    }
    const added = new Map(
      (await insertRuns(knex, fresh)).map(run => [
        `${run.sourceId}\n${run.runKey}`,
        run.id,
      ]),
    );
    await updateRuns(knex, known);
    const externalIds: { externalId: string; runId: string }[] = [];
    for (const row of [...fresh, ...known]) {
      const key = `${row.sourceId}\n${row.runKey}`;
      const runId = stored.get(key)?.id ?? added.get(key);
      if (runId !== undefined) {
        touched.add(row.subjectId, daysOf(row.view));
        externalIds.push(
          ...row.state.externalIds.map(externalId => ({ externalId, runId })),
        );
      }
    }
    await insertExternalIds(knex, externalIds);
    return changes.filter(
      change => !stored.has(keyOf(change)) && !added.has(keyOf(change)),
    );
  }
}

function markBefore(before: StoredRun | undefined, touched: TouchedDays): void {
  if (before) {
    touched.add(before.subjectId, daysOf(project(before.state)));
  }
}

function groupByRun(observations: readonly NewObservation[]): Change[] {
  const changes = new Map<string, Change>();
  for (const observation of observations) {
    const key = keyOf(observation);
    const state = stateOf(observation);
    const earlier = changes.get(key);
    changes.set(key, {
      source: observation.source,
      runKey: observation.runKey,
      delta: earlier ? merge(earlier.delta, state) : state,
    });
  }
  return [...changes.values()].sort(
    (a, b) =>
      a.source.id - b.source.id ||
      Number(a.runKey > b.runKey) - Number(a.runKey < b.runKey),
  );
}

function keyOf({ source, runKey }: { source: Source; runKey: string }): string {
  return `${source.id}\n${runKey}`;
}
