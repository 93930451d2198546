import { handoffs, Handoff } from '../../core/losses/handoffs';
import { lossRows } from '../../core/losses/lossRows';
import { addDays, mondayOf } from '../../core/metrics/windows';
import { Organisation } from '../../core/release/Organisation';
import { WorkingCalendar } from '../../core/workingHours/WorkingCalendar';
import { LossMarks, LossStore, StoredEdge } from '../../store/losses/LossStore';
import { OrganisationReader } from '../../store/metrics/OrganisationReader';
import { TeamWorkingHours } from './readWorkingHours';

const TEAMS_AT_ONCE = 50;
/** During an import teams are marked faster than they are computed; the reports are not to wait for its end. */
const LONGEST_ROUND_MS = 60_000;

/** Turns timelines that changed into losses by day. */
export class LossWorker {
  readonly #store: LossStore;
  readonly #organisations: OrganisationReader;
  readonly #workingHours: TeamWorkingHours;
  readonly #calendars = new Map<string, WorkingCalendar>();

  constructor(options: {
    store: LossStore;
    organisations: OrganisationReader;
    workingHours: TeamWorkingHours;
  }) {
    this.#store = options.store;
    this.#organisations = options.organisations;
    this.#workingHours = options.workingHours;
  }

  /**
   * Computes what is marked, for a minute at most; the rest keeps its marks for the next round.
   *
   * @returns the earliest day of which something changed, undefined where nothing did
   */
  async drain(): Promise<string | undefined> {
    const began = performance.now();
    let earliest: string | undefined;
    for (;;) {
      const marks = await this.#store.marks(TEAMS_AT_ONCE);
      if (marks.length === 0) {
        return earliest;
      }
      const { units } = await this.#organisations.organisation();
      const organisation = new Organisation(units);
      for (const mark of marks) {
        await this.#computeTeam(mark, organisation);
        if (earliest === undefined || mark.from < earliest) {
          earliest = mark.from;
        }
        if (performance.now() - began > LONGEST_ROUND_MS) {
          return earliest;
        }
      }
    }
  }

  async #computeTeam(
    mark: LossMarks,
    organisation: Organisation,
  ): Promise<void> {
    // A wait that is different gives back, or takes, moments of waits of the days after it.
    const from = mondayOf(mark.from);
    const [runs, edges] = await Promise.all([
      this.#store.timeline(mark.team, from),
      this.#store.edges(mark.team, from),
    ]);
    const rows = lossRows(
      runs,
      this.#calendarOf(organisation.lineOf(mark.team)),
    ).filter(({ day }) => day >= from);
    await this.#store.replace({ ...mark, from }, rows, found(edges, from));
  }

  #calendarOf(line: readonly string[]): WorkingCalendar {
    const hours = this.#workingHours.of(line);
    const key = JSON.stringify(hours);
    const known = this.#calendars.get(key) ?? new WorkingCalendar(hours);
    this.#calendars.set(key, known);
    return known;
  }
}

function found(
  edges: readonly StoredEdge[],
  from: string,
): (Handoff & StoredEdge)[] {
  const byPair = new Map(
    edges.map(edge => [`${edge.producer}|${edge.consumer}`, edge]),
  );
  const begin = Date.parse(`${addDays(from, 0)}T00:00:00Z`);
  return handoffs(edges).flatMap(one => {
    const edge = byPair.get(`${one.producer}|${one.consumer}`);
    return edge && one.submitted >= begin ? [{ ...edge, ...one }] : [];
  });
}
