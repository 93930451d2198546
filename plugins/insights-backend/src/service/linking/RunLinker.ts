import { LoggerService } from '@backstage/backend-plugin-api';
import { ServiceUnavailableError } from '@backstage/errors';
import { Knex } from 'knex';
import { groupMembers } from '../../core/runs/join/groupMembers';
import { joinMembers } from '../../core/runs/join/joinMembers';
import { JoinMember } from '../../core/runs/join/JoinMember';
import {
  daysOf,
  project,
  ProjectionContext,
  RunView,
  summarise,
  toView,
} from '../../core/runs/project';
import {
  lockAttributionShared,
  markDirtyDays,
  TouchedDay,
} from '../../store/ingest/marks';
import {
  LinkedRow,
  replaceAttempts,
  updateLinkedRuns,
} from '../../store/ingest/runs';
import { refreshEdges } from '../../store/linking/edges';
import { refreshFamilies } from '../../store/linking/families';
import {
  deleteLinkMarks,
  lockLinking,
  parkLinkMarks,
  readLinkMarks,
} from '../../store/linking/linkMarks';
import {
  findConnected,
  lockMembers,
  MemberRow,
} from '../../store/linking/members';
import { findChangedParents } from '../../store/linking/trials';
import { markDaysOfRuns } from '../../store/rollups/markDirty';
import { singleFlight } from '../../tasks/singleFlight';
import {
  isDatabaseAway,
  isWorthRetrying,
  withoutPayload,
} from '../ingest/databaseErrors';
import { KeyGuard } from '../ingest/IngestWriter';
import {
  LearnedSubjects,
  ResolvedSubject,
  SubjectResolver,
} from '../ingest/SubjectResolver';

export interface RunLinkerOptions {
  readonly knex: Knex;
  readonly subjects: SubjectResolver;
  readonly projection: ProjectionContext;
  readonly logger: LoggerService;
  /** Days were marked. */
  readonly onMarked: () => void;
  readonly keyGuard?: KeyGuard;
}

/** A row as it is to be. */
interface LinkedRun extends Omit<LinkedRow, 'subjectId' | 'jobId'> {
  readonly member: MemberRow;
  readonly view: RunView;
  /** Of joined runs: the row that stands for the run comes first, then the others. */
  readonly standsFor?: readonly MemberRow[];
}

const BATCH = 1_000;
const MOST_ATTEMPTS = 5;

/**
 * Brings together what concerns several runs, after the transactions that wrote them: rows that tell of the same
 * run, parents and their trials, what one run reads of another. What is to be looked at is kept in `run_link_mark`
 * by those transactions, so that nothing is lost whatever is killed; doing it twice changes nothing.
 *
 * One back end at a time does it (an advisory lock). Locks in each of its transactions: that one, the attribution
 * lock shared, rows of `run` in the order of their key, subjects, marks of days last: the order of ingest.
 */
export class RunLinker {
  readonly #options: RunLinkerOptions;
  readonly #drain: () => Promise<void>;

  constructor(options: RunLinkerOptions) {
    this.#options = options;
    this.#drain = singleFlight(async () => await this.#work());
  }

  /** Ends when everything is linked that was committed before the call. */
  async drain(): Promise<void> {
    await this.#drain();
  }

  /** As `drain`; a failure waits for the next round. What was stored stays stored. */
  async drainOrLater(): Promise<void> {
    try {
      await this.#drain();
    } catch (error) {
      this.#options.logger.warn(
        'Runs could not be linked; the marks stay and the next round tries again',
        { error: withoutPayload(error).message },
      );
    }
  }

  async #work(): Promise<void> {
    const { knex, onMarked } = this.#options;
    for (;;) {
      const marks = await readLinkMarks(knex, BATCH);
      if (marks.length === 0) {
        return;
      }
      const runIds = [...new Set(marks.map(({ runId }) => runId))];
      const parked = await this.#linkOrPark(runIds);
      await this.#inTransaction(
        async tx =>
          await deleteLinkMarks(
            tx,
            marks.filter(({ runId }) => !parked.has(runId)),
          ),
      );
      onMarked();
      if (marks.length < BATCH) {
        return;
      }
    }
  }

  /**
   * Links these runs. Where that fails, halves of them, down to the runs that are at fault: those are set aside with
   * the reason and tried again later, so that nobody waits for them. Answers which they are.
   */
  async #linkOrPark(runIds: readonly string[]): Promise<ReadonlySet<string>> {
    try {
      await this.link(runIds);
      return new Set();
    } catch (error) {
      const [runId] = runIds;
      if (
        runId === undefined ||
        isDatabaseAway(error) ||
        error instanceof ServiceUnavailableError
      ) {
        throw error;
      }
      if (runIds.length === 1) {
        const { message } = withoutPayload(error);
        await parkLinkMarks(this.#options.knex, runId, message);
        this.#options.logger.error(
          'A run could not be linked; it is set aside and tried again later (GET /runs/parked)',
          { error: message },
        );
        return new Set([runId]);
      }
      const half = Math.ceil(runIds.length / 2);
      return new Set([
        ...(await this.#linkOrPark(runIds.slice(0, half))),
        ...(await this.#linkOrPark(runIds.slice(half))),
      ]);
    }
  }

  /** Links these runs, whatever the marks say. */
  async link(runIds: readonly string[]): Promise<void> {
    await this.#inTransaction(async (tx, learned) => {
      await this.#join(tx, runIds, learned);
    });
    await this.#inTransaction(async (tx, learned) => {
      const moved = await refreshFamilies(tx, runIds);
      const parents = await findChangedParents(tx, [...runIds, ...moved]);
      if (parents.length > 0) {
        await this.#join(
          tx,
          parents.map(({ runId }) => runId),
          learned,
          new Map(parents.map(item => [item.runId, item.hasTrials])),
        );
      }
      await markDaysOfRuns(tx, moved);
    });
    await this.#inTransaction(async tx => {
      await markDaysOfRuns(tx, await refreshEdges(tx, runIds));
    });
  }

  async #inTransaction(
    work: (tx: Knex, learned: LearnedSubjects) => Promise<void>,
  ): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      const learned = new LearnedSubjects();
      try {
        await this.#options.knex.transaction(async tx => {
          await lockLinking(tx);
          await lockAttributionShared(tx);
          await this.#options.keyGuard?.check(tx);
          await work(tx, learned);
        });
        this.#options.subjects.commit(learned);
        return;
      } catch (error) {
        if (attempt === MOST_ATTEMPTS || !isWorthRetrying(error)) {
          throw error;
        }
      }
    }
  }

  async #join(
    tx: Knex,
    runIds: readonly string[],
    learned: LearnedSubjects,
    parents: ReadonlyMap<string, boolean> = new Map(),
  ): Promise<void> {
    const rows = (await lockMembers(tx, await findConnected(tx, runIds))).map(
      row => ({ ...row, hasTrials: parents.get(row.id) ?? row.hasTrials }),
    );
    const byId = new Map(rows.map(row => [row.id, row]));
    const linked = groupMembers(rows.map(row => this.#toMember(row))).flatMap(
      group => this.#linkGroup(group, byId, parents),
    );
    linked.sort(
      (a, b) =>
        a.sourceId - b.sourceId ||
        Number(a.runKey > b.runKey) - Number(a.runKey < b.runKey),
    );
    const subjects = await this.#subjectsOf(tx, linked, learned);
    const written = linked.map((run): LinkedRow => {
      const joinedSubjects = run.standsFor
        ?.flatMap(({ id }) => subjects.get(id)?.subjectId ?? [])
        .filter(id => id !== subjects.get(run.id)?.subjectId);
      return {
        ...run,
        ...subjects.get(run.id),
        ...(joinedSubjects && {
          joinedSubjects: [...new Set(joinedSubjects)].sort(),
        }),
      };
    });
    await updateLinkedRuns(tx, written);
    await replaceAttempts(tx, written);
    await markDirtyDays(tx, touchedDays(linked, written));
  }

  #toMember(row: MemberRow): JoinMember {
    const { id, source, runKey, state, isSplit, hasTrials } = row;
    const summary = summarise(state, this.#options.projection);
    return { id, source, runKey, state, isSplit, hasTrials, summary };
  }

  /** Nothing for a row that stands alone and did before. */
  #linkGroup(
    group: readonly JoinMember[],
    rows: ReadonlyMap<string, MemberRow>,
    parents: ReadonlyMap<string, boolean>,
  ): LinkedRun[] {
    const isAlone = group.length === 1;
    const changes = group.some(
      ({ id }) => rows.get(id)?.isJoined || parents.has(id),
    );
    if (isAlone && !changes) {
      return [];
    }
    const { representative, summary, origins, hasTrials } = joinMembers(group);
    const members = group.flatMap(({ id }) => rows.get(id) ?? []);
    return members.map(member => {
      const row = {
        id: member.id,
        sourceId: member.source.id,
        runKey: member.runKey,
        state: member.state,
        hasTrials: member.hasTrials,
        member,
      };
      const { projection } = this.#options;
      if (member.id !== representative.id) {
        return {
          ...row,
          view: project(member.state, {
            ...projection,
            hasTrials: member.hasTrials,
          }),
          joinedTo: representative.id,
        };
      }
      return {
        ...row,
        view: toView(summary, { ...projection, hasTrials }),
        ...(!isAlone && {
          origins,
          standsFor: members.filter(({ id }) => id !== member.id),
        }),
      };
    });
  }

  async #subjectsOf(
    tx: Knex,
    linked: readonly LinkedRun[],
    learned: LearnedSubjects,
  ): Promise<Map<string, ResolvedSubject | undefined>> {
    const found = await this.#options.subjects.resolve(
      tx,
      linked.map(({ member, view }) => ({ source: member.source, view })),
      learned,
    );
    return new Map(linked.map(({ id }, index) => [id, found[index]]));
  }
}

/** Where the rows counted as they were stored, and where they count now. */
function touchedDays(
  linked: readonly LinkedRun[],
  written: readonly LinkedRow[],
): TouchedDay[] {
  const days = new Map<string, TouchedDay>();
  const add = (subjectId: string | undefined, day: string) =>
    days.set(`${subjectId} ${day}`, { subjectId, day });
  for (const [index, { member, view, joinedTo }] of linked.entries()) {
    member.days.forEach(day => add(member.subjectId, day));
    if (joinedTo === undefined) {
      const subjectId = written[index]?.subjectId;
      daysOf(view).forEach(day => add(subjectId, day));
    }
  }
  return [...days.values()];
}
