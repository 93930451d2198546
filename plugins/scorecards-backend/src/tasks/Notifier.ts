import type { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import type { NotificationService } from '@backstage/plugin-notifications-node';
import type { Knex } from 'knex';
import type { CampaignService } from '../service/CampaignService';
import { linkToEntity } from '../service/noticesOfLevels';
import { exemptionsEnding } from '../store/ExemptionStore';
import {
  forgetNotices,
  giveBackNotices,
  type NoticeBatch,
  type NoticeTopic,
  storeNotices,
  takeNotices,
} from '../store/NoticeStore';

const TITLES: Readonly<Record<NoticeTopic, string>> = {
  'level-changed': 'Levels have changed',
  'exemption-requested': 'An exemption is asked for',
  'exemption-decided': 'An exemption was decided',
  'exemption-ending': 'An exemption is about to end',
  'campaign-reminder': 'A campaign is about to end',
};

/** The smallest, as numbers that come as text. */
const firstOf = (ids: readonly string[]): string =>
  ids.reduce((a, b) => (Number(b) < Number(a) ? b : a));

const MOST_A_RUN = 2_000;
const MOST_LINES = 10;
const KEPT_MS = 90 * 86_400_000;

export interface NotifierOptions {
  readonly campaigns: CampaignService;
  readonly database: Knex;
  readonly logger: LoggerService;
  readonly notifications: Pick<NotificationService, 'send'>;
}

/** Tells teams what concerns them: one message a team and topic in each run, each topic a switch of its own. */
export class Notifier {
  readonly #options: NotifierOptions;

  constructor(options: NotifierOptions) {
    this.#options = options;
  }

  async run(now = new Date()): Promise<void> {
    const { campaigns, database } = this.#options;
    const ending = await exemptionsEnding(database, now);
    await storeNotices(
      database,
      [
        ...(await campaigns.reminders(now)),
        ...ending.map(({ id, entity, check, team, until }) => ({
          key: `exemption-ending ${id}`,
          topic: 'exemption-ending' as const,
          recipient: team,
          text: `The exemption of ${entity} from ${check} ends on ${until.toISOString().slice(0, 10)}; after that the check counts again`,
          link: linkToEntity(entity),
        })),
      ],
      now,
    );
    await database.transaction(async trx => {
      for (const batch of await takeNotices(trx, MOST_A_RUN)) {
        if (!(await this.#sent(batch))) {
          await giveBackNotices(trx, batch.ids);
        }
      }
    });
    await forgetNotices(database, new Date(now.getTime() - KEPT_MS));
  }

  /** Whether it could be sent. */
  async #sent({
    ids,
    recipient,
    topic,
    texts,
    link,
  }: NoticeBatch): Promise<boolean> {
    const more = texts.length - MOST_LINES;
    const lines = texts.slice(0, MOST_LINES);
    try {
      await this.#options.notifications.send({
        recipients: { type: 'entity', entityRef: recipient },
        payload: {
          title:
            texts.length > 1
              ? `${TITLES[topic]} (${texts.length})`
              : TITLES[topic],
          description: [
            ...lines,
            ...(more > 0 ? [`and ${more} more`] : []),
          ].join('\n'),
          link,
          topic: `scorecards.${topic}`,
          // sent again after a crash, it takes the place of what was sent; the origin is this plugin by itself
          scope: `${topic}:${recipient}:${firstOf(ids)}`,
        },
      });
      return true;
    } catch (error) {
      this.#options.logger.warn(
        'A team could not be notified; the next run tries again',
        {
          recipient,
          topic,
          error: stringifyError(error),
        },
      );
      return false;
    }
  }
}
