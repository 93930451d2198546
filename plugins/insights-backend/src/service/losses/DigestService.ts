import { LoggerService } from '@backstage/backend-plugin-api';
import { NotificationService } from '@backstage/plugin-notifications-node';
import { LossDetail, TeamLosses } from '@mli/plugin-insights-common';
import { Digest, digestOf } from '../../core/losses/digestWords';
import {
  addDays,
  Day,
  dayOf,
  DAYS_PER_WEEK,
  mondayOf,
} from '../../core/metrics/windows';
import { judgeSilence, RHYTHM_DAYS } from '../../core/sources/silence';
import { DigestStore } from '../../store/losses/DatabaseDigestStore';
import { OrganisationReader } from '../../store/metrics/OrganisationReader';
import { REPORTED_WEEKS } from '../../core/losses/lossReport';
import { LossesCaller, LossesService } from './LossesService';
import { lossesEnd } from './LossReporter';
import { TrendService } from './TrendService';

/** Of its own, so that everybody can switch it off alone. */
export const DIGEST_TOPIC = 'insights-weekly-digest';
/** Mondays from here on, UTC: what closed over the weekend is computed by then. */
const FIRST_HOUR = 7;

/**
 * Sees every unit; what may not be shown stays hidden from it as well. A digest goes to the members of the team it is
 * about, who may read these numbers.
 */
const EVERYBODYS: LossesCaller = {
  visibleUnits: 'all',
  visibleOfferings: 'all',
  groups: [],
  speedIn: async () => ({ any: true, maySee: () => true }),
};

/** Tells each customer team once a week what changed, what it lost most, and one thing to do. */
export class DigestService {
  readonly #options: {
    readonly store: DigestStore;
    readonly losses: LossesService;
    readonly trends: TrendService;
    readonly organisations: OrganisationReader;
    readonly notifications: NotificationService;
    readonly logger: LoggerService;
    readonly peopleFloor: number;
  };

  constructor(options: {
    store: DigestStore;
    losses: LossesService;
    trends: TrendService;
    organisations: OrganisationReader;
    notifications: NotificationService;
    logger: LoggerService;
    peopleFloor: number;
  }) {
    this.#options = options;
  }

  /**
   * Tells every team that was not told yet this week. Teams one of whose sources is silent wait: they are told when it
   * is heard again in the same week.
   *
   * @returns the teams that were told
   */
  async run(now: Date): Promise<string[]> {
    const { store, organisations, peopleFloor } = this.#options;
    const week = mondayOf(dayOf(now));
    if (
      now.getTime() <
      Date.parse(`${week}T00:00:00Z`) + FIRST_HOUR * 3_600_000
    ) {
      return [];
    }
    const [{ units, members }, sent, silent] = await Promise.all([
      organisations.organisation(),
      store.sent(week),
      this.#teamsWithSilence(now),
    ]);
    const due = units.filter(
      ({ ref, role }) =>
        role === 'customer' &&
        (members.get(ref)?.length ?? 0) >= peopleFloor &&
        !sent.has(ref) &&
        !silent.has(ref),
    );
    const told: string[] = [];
    // One after the other: once a week there is no hurry, and nobody else should have to wait for it.
    for (const { ref, title } of due) {
      const digest = await this.#digest(ref, title, now);
      if (digest && (await this.#tell(ref, week, digest))) {
        told.push(ref);
      }
    }
    return told;
  }

  async #digest(
    team: string,
    title: string,
    now: Date,
  ): Promise<Digest | undefined> {
    const { losses, trends } = this.#options;
    const [found, change] = await Promise.all([
      losses.ofUnit(team, EVERYBODYS, now),
      trends.change({ metric: 'iteration_time', team }, EVERYBODYS, now),
    ]);
    return digestOf({
      title,
      losses: found,
      change,
      help: await this.#help(team, found, now),
    });
  }

  async #help(
    unit: string,
    { status, items }: TeamLosses,
    now: Date,
  ): Promise<LossDetail['help']> {
    const [largest] = items;
    if (status !== 'ok' || !largest) {
      return [];
    }
    const { stage, phase } = largest;
    const detail = await this.#options.losses.detail(
      { unit, stage, phase },
      EVERYBODYS,
      now,
    );
    return detail.help;
  }

  async #tell(team: string, week: Day, digest: Digest): Promise<boolean> {
    const { store, notifications, logger } = this.#options;
    if (!(await store.claim(team, week))) {
      return false;
    }
    try {
      await notifications.send({
        recipients: { type: 'entity', entityRef: team },
        payload: {
          title: digest.title,
          description: digest.lines.join('\n'),
          link: `/teams/weeks?team=${encodeURIComponent(team)}`,
          severity: 'low',
          topic: DIGEST_TOPIC,
          // the digest of a week takes the place of the one before, read or not
          scope: `insights-digest-${team}`,
        },
      });
      return true;
    } catch (error) {
      await store.release(team, week);
      logger.warn('A weekly digest could not be sent; it is tried again', {
        team,
        reason: String(error),
      });
      return false;
    }
  }

  async #teamsWithSilence(now: Date): Promise<Set<string>> {
    const { store } = this.#options;
    const to = lossesEnd(now);
    const [sources, heard] = await Promise.all([
      store.sourcesOfTeams({
        from: addDays(to, -REPORTED_WEEKS * DAYS_PER_WEEK),
        to,
      }),
      store.heard(RHYTHM_DAYS),
    ]);
    const silent = new Set(
      heard
        .filter(source => judgeSilence(source, now).state === 'silent')
        .map(({ id }) => id),
    );
    return new Set(
      [...sources].flatMap(([team, ids]) =>
        ids.some(id => silent.has(id)) ? [team] : [],
      ),
    );
  }
}
