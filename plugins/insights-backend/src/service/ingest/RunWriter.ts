import { Knex } from 'knex';
import { merge, RunState, stateOf } from '../../core/runs/fold';
import { DatedObservation } from '../../core/runs/observation';
import { daysOf, project, ProjectionContext } from '../../core/runs/project';
import { Source } from '../../store/DatabaseSourceStore';
import { TouchedDay } from '../../store/ingest/marks';
import {
  insertExternalIds,
  insertRuns,
  lockRuns,
  replaceAttempts,
  RunRow,
  StoredRun,
  updateRuns,
  updateStates,
} from '../../store/ingest/runs';
import { insertRunDatasets, RunDataset } from '../../store/linking/datasets';
import { insertLinkMarks } from '../../store/linking/linkMarks';
import { LearnedSubjects, SubjectResolver } from './SubjectResolver';

/** What a new event says about a run. */
export interface NewObservation extends DatedObservation {
  readonly source: Source;
  readonly runKey: string;
  /** Type of the CloudEvent; absent for other formats. */
  readonly type?: string;
}

interface Change {
  readonly source: Source;
  readonly runKey: string;
  /** All new events of the run, folded. */
  readonly delta: RunState;
  readonly observations: readonly NewObservation[];
}

/** What became of the runs of a transaction. */
export interface WrittenRuns {
  /** The days on which they counted before, and on which they count now. */
  readonly touched: readonly TouchedDay[];
  /** `joins`: some may be the same as others; `relatives`: some have parents, or read and write; else nothing. */
  readonly toLink: 'joins' | 'relatives' | undefined;
}

interface FoldedRun extends RunRow {
  readonly change: Change;
  readonly before?: StoredRun;
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

/** What of the runs of a transaction concerns other runs. */
class LinkedRuns {
  readonly #externalIds: { externalId: string; runId: string }[] = [];
  readonly #datasets: RunDataset[] = [];
  readonly #marked = new Set<string>();
  kind: WrittenRuns['toLink'];

  add(
    run: FoldedRun & { readonly id: string; readonly isNamed: boolean },
  ): void {
    const { id, state, view, before, change, isNamed } = run;
    if (state.externalIds.length > 0 || before?.isJoined || isNamed) {
      this.#mark(id, 'joins');
    } else if (
      state.lineage ||
      (view.parentKey !== undefined && isNewParent(run))
    ) {
      this.#mark(id, 'relatives');
    }
    if (change.delta.externalIds.length > 0) {
      this.#externalIds.push(
        ...change.delta.externalIds.map(externalId => ({
          externalId,
          runId: id,
        })),
      );
    }
    if (change.delta.lineage) {
      this.#addDatasets(id, change.observations);
    }
  }

  async write(knex: Knex): Promise<void> {
    await insertExternalIds(knex, this.#externalIds);
    await insertRunDatasets(knex, this.#datasets);
    await insertLinkMarks(knex, [...this.#marked]);
  }

  #mark(id: string, kind: 'joins' | 'relatives'): void {
    this.#marked.add(id);
    this.kind = kind === 'joins' ? kind : (this.kind ?? kind);
  }

  #addDatasets(runId: string, observations: readonly NewObservation[]): void {
    for (const { observation } of observations) {
      for (const dataset of observation.inputs ?? []) {
        this.#datasets.push({ ...dataset, runId, role: 'input' });
      }
      for (const dataset of observation.outputs ?? []) {
        this.#datasets.push({ ...dataset, runId, role: 'output' });
      }
    }
  }
}

/** Folds new events into runs, inside the transaction that stores the events. */
export class RunWriter {
  readonly #subjects: SubjectResolver;
  readonly #projection: ProjectionContext;

  constructor(subjects: SubjectResolver, projection: ProjectionContext = {}) {
    this.#subjects = subjects;
    this.#projection = projection;
  }

  async apply(
    knex: Knex,
    observations: readonly NewObservation[],
    learned: LearnedSubjects,
  ): Promise<WrittenRuns> {
    const touched = new TouchedDays();
    const links = new LinkedRuns();
    let pending = groupByRun(observations);
    for (let round = 0; pending.length > 0; round += 1) {
      if (round === MOST_ROUNDS) {
        throw new Error('Runs kept appearing and vanishing while written');
      }
      pending = await this.#write(knex, pending, learned, { touched, links });
    }
    await links.write(knex);
    return { touched: touched.list(), toLink: links.kind };
  }

  /** Answers the changes that have to be tried again. */
  async #write(
    knex: Knex,
    changes: readonly Change[],
    learned: LearnedSubjects,
    { touched, links }: { touched: TouchedDays; links: LinkedRuns },
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
    const folded = await this.#fold(knex, changes, stored, learned);
    const fresh = folded.filter(({ before }) => !before);
    const known = folded.filter(({ before }) => before && !before.isJoined);
    for (const { before } of known) {
      this.#markBefore(before, touched);
    }
    const added = new Map(
      (await insertRuns(knex, fresh)).map(run => [
        `${run.sourceId}\n${run.runKey}`,
        run,
      ]),
    );
    await updateRuns(knex, known);
    // What several rows say together is written by whoever joins them, right after this.
    await updateStates(
      knex,
      folded.filter(({ before }) => before?.isJoined),
    );
    const written = folded.flatMap(run => {
      const key = keyOf(run.change);
      const id = run.before?.id ?? added.get(key)?.id;
      return id === undefined
        ? []
        : [{ ...run, id, isNamed: added.get(key)?.isNamed ?? false }];
    });
    for (const run of written) {
      links.add(run);
      if (!run.before?.isJoined) {
        touched.add(run.subjectId, daysOf(run.view));
      }
    }
    await replaceAttempts(
      knex,
      written.filter(
        ({ before, state }) =>
          !before?.isJoined && (state.attempts ?? before?.state.attempts),
      ),
    );
    return changes.filter(
      change => !stored.has(keyOf(change)) && !added.has(keyOf(change)),
    );
  }

  async #fold(
    knex: Knex,
    changes: readonly Change[],
    stored: ReadonlyMap<string, StoredRun>,
    learned: LearnedSubjects,
  ): Promise<FoldedRun[]> {
    const folded = changes.map(change => {
      const before = stored.get(keyOf(change));
      const state = before ? merge(before.state, change.delta) : change.delta;
      const view = project(state, {
        ...this.#projection,
        hasTrials: before?.hasTrials,
      });
      return { change, before, state, view };
    });
    const subjects = await this.#subjects.resolve(
      knex,
      folded.map(({ change, view }) => ({
        source: change.source,
        view,
        eventTypes: typesOf(change),
      })),
      learned,
    );
    return folded.map((run, index) => ({
      ...run,
      sourceId: run.change.source.id,
      runKey: run.change.runKey,
      ...subjects[index],
    }));
  }

  #markBefore(before: StoredRun | undefined, touched: TouchedDays): void {
    if (before) {
      const { hasTrials } = before;
      touched.add(
        before.subjectId,
        daysOf(project(before.state, { ...this.#projection, hasTrials })),
      );
    }
  }
}

function typesOf({ observations }: Change): string[] {
  return [...new Set(observations.flatMap(({ type }) => type ?? []))];
}

/** An event that repeats who the parent is changes nothing. */
function isNewParent({ before, view }: FoldedRun): boolean {
  return !before || project(before.state).parentKey !== view.parentKey;
}

function groupByRun(observations: readonly NewObservation[]): Change[] {
  const changes = new Map<
    string,
    Change & { delta: RunState; observations: NewObservation[] }
  >();
  for (const observation of observations) {
    const { source, runKey } = observation;
    const key = keyOf(observation);
    const state = stateOf(observation);
    const earlier = changes.get(key);
    if (earlier) {
      earlier.delta = merge(earlier.delta, state);
      earlier.observations.push(observation);
    } else {
      changes.set(key, {
        source,
        runKey,
        delta: state,
        observations: [observation],
      });
    }
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
