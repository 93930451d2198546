import { InsightsFact, MetricChange } from '@mli/plugin-insights-common';
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

const isSlower = ({ status, speed }: MetricChange): boolean =>
  status !== 'hidden' && speed !== undefined && speed.low > 0;

/**
 * For how many periods in a row the iterations of a team have been slower than its own past. Two in a row are more
 * than a bad month, which is why a scorecard asks for two.
 */
export class ChangeFacts implements FactSource {
  readonly #options: {
    readonly trends: Pick<TrendService, 'changesByTeam'>;
    readonly organisations: OrganisationReader;
    readonly firstMonday: Day;
    readonly now: () => Date;
  };
  #kept: { key: string; facts: Promise<InsightsFact[]> } | undefined;

  constructor(options: {
    trends: Pick<TrendService, 'changesByTeam'>;
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
    const maySee = (ref: string) =>
      speed.maySee(ref) &&
      (caller.visibleUnits === 'all' || caller.visibleUnits.has(ref));
    if (!speed.any) {
      return [];
    }
    const customers = new Set(
      units.flatMap(({ ref, role }) => (role === 'customer' ? ref : [])),
    );
    const key = this.#key(now);
    if (this.#kept?.key !== key && units.every(({ ref }) => maySee(ref))) {
      const facts = this.#facts(customers, caller, now);
      this.#kept = { key, facts };
      facts.catch(() => {
        this.#kept = undefined;
      });
    }
    return this.#kept?.key === key
      ? (await this.#kept.facts).filter(({ entity }) => maySee(entity))
      : this.#facts(customers, caller, now);
  }

  #key(now: Date): string {
    const end = lastClosedEnd(now, this.#options.firstMonday);
    return `${end} ${Math.floor(now.getTime() / KEPT_MS)}`;
  }

  /** Whether a team was slower in the last period, and only then whether it was so in the one before. */
  async #facts(
    customers: ReadonlySet<string>,
    caller: MetricsCaller,
    now: Date,
  ): Promise<InsightsFact[]> {
    const end = lastClosedEnd(now, this.#options.firstMonday);
    const observedAt = new Date(end).toISOString();
    const facts = new Map<string, InsightsFact>();
    let asked = customers;
    for (let slower = 1; slower <= PERIODS && asked.size > 0; slower += 1) {
      const back = (slower - 1) * DAYS_PER_BLOCK * DAY_MS;
      const changes = await this.#options.trends.changesByTeam(
        { metric: METRIC, teams: asked },
        caller,
        new Date(now.getTime() - back),
      );
      for (const change of changes) {
        const entity = change.team ?? '';
        facts.set(entity, {
          id: FACT,
          entity,
          observedAt,
          ...said(change, slower),
        });
      }
      asked = new Set(changes.filter(isSlower).map(({ team }) => team ?? ''));
    }
    return [...facts.values()];
  }
}

/** @param periods - how many it would be if it were slower in this one too */
function said(
  change: MetricChange,
  periods: number,
): Pick<InsightsFact, 'state' | 'value'> {
  if (change.status === 'hidden') {
    return { state: 'hidden' };
  }
  return change.speed
    ? { state: 'ok', value: isSlower(change) ? periods : periods - 1 }
    : { state: 'not-enough-data' };
}
