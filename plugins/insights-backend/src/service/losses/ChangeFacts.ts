import { InsightsFact } from '@mli/plugin-insights-common';
import { Day, DAYS_PER_BLOCK, lastClosedEnd } from '../../core/metrics/windows';
import { Organisation } from '../../core/release/Organisation';
import { OrganisationReader } from '../../store/metrics/OrganisationReader';
import { FactSource } from '../FactSources';
import { MetricsCaller } from '../MetricsCaller';
import { TrendService } from './TrendService';

const PERIODS = 2;
/** Closed periods change by late events only. */
const KEPT_MS = 3_600_000;
const DAY_MS = 86_400_000;
const METRIC = 'iteration_time';
const FACT = 'insights.iteration_time.slower_periods';

/**
 * For how many periods in a row the iterations of a team have been slower than its own past. Two in a row are more
 * than a bad month, which is why a scorecard asks for two.
 */
export class ChangeFacts implements FactSource {
  readonly #options: {
    readonly trends: TrendService;
    readonly organisations: OrganisationReader;
    readonly firstMonday: Day;
    readonly now: () => Date;
  };
  #kept: { key: string; facts: Promise<InsightsFact[]> } | undefined;

  constructor(options: {
    trends: TrendService;
    organisations: OrganisationReader;
    firstMonday: Day;
    now?: () => Date;
  }) {
    this.#options = { now: () => new Date(), ...options };
  }

  async version(): Promise<string> {
    return this.#key(this.#options.now());
  }

  /** Asks for every team once an hour where the caller may; which of them a caller is told depends on the caller. */
  async facts(caller: MetricsCaller, now: Date): Promise<InsightsFact[]> {
    const { units } = await this.#options.organisations.organisation();
    const speed = await caller.speedIn(new Organisation(units));
    const teams = units.filter(({ role }) => role === 'customer');
    const mine = teams
      .map(({ ref }) => ref)
      .filter(
        ref =>
          speed.maySee(ref) &&
          (caller.visibleUnits === 'all' || caller.visibleUnits.has(ref)),
      );
    const key = this.#key(now);
    if (mine.length === teams.length && this.#kept?.key !== key) {
      const facts = this.#facts(mine, caller, now);
      this.#kept = { key, facts };
      facts.catch(() => {
        this.#kept = undefined;
      });
    }
    if (this.#kept?.key !== key) {
      return this.#facts(mine, caller, now);
    }
    const told = new Set(mine);
    return (await this.#kept.facts).filter(({ entity }) => told.has(entity));
  }

  #key(now: Date): string {
    const end = lastClosedEnd(now, this.#options.firstMonday);
    return `${end} ${Math.floor(now.getTime() / KEPT_MS)}`;
  }

  async #facts(
    teams: readonly string[],
    caller: MetricsCaller,
    now: Date,
  ): Promise<InsightsFact[]> {
    const facts: InsightsFact[] = [];
    for (const team of teams) {
      facts.push(await this.#fact(team, caller, now));
    }
    return facts;
  }

  async #fact(
    entity: string,
    caller: MetricsCaller,
    now: Date,
  ): Promise<InsightsFact> {
    const { firstMonday, trends } = this.#options;
    const end = lastClosedEnd(now, firstMonday);
    const observedAt = new Date(end).toISOString();
    let slower = 0;
    for (let back = 0; back < PERIODS; back += 1) {
      const at = new Date(now.getTime() - back * DAYS_PER_BLOCK * DAY_MS);
      const change = await trends.change(
        { metric: METRIC, team: entity },
        caller,
        at,
      );
      if (change.status === 'hidden' || !change.speed) {
        const state = change.status === 'hidden' ? 'hidden' : 'not-enough-data';
        return { id: FACT, entity, observedAt, state };
      }
      if (change.speed.low <= 0) {
        break;
      }
      slower += 1;
    }
    return { id: FACT, entity, observedAt, state: 'ok', value: slower };
  }
}
