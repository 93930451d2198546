import { LoggerService } from '@backstage/backend-plugin-api';
import { NotificationService } from '@backstage/plugin-notifications-node';
import {
  DeclarationRequest,
  DECLINE_REASON_WORDS,
  NeedAction,
} from '@mli/plugin-insights-common';

/** Each kind of message has a topic of its own, so that everybody can switch it off alone. */
export const ADOPTION_TOPICS = {
  onboarding: 'adoption-onboarding',
  declined: 'adoption-declined',
  adopted: 'adoption-adopted',
  lapsed: 'adoption-lapsed',
  declining: 'adoption-declining',
  stalled: 'adoption-onboarding-too-long',
  mismatch: 'adoption-word-and-runs-differ',
  offer: 'adoption-somebody-writes-to-you',
} as const;
export type AdoptionTopic = keyof typeof ADOPTION_TOPICS;

interface Named {
  readonly owner?: string;
  readonly teamTitle: string;
  readonly offeringTitle: string;
  readonly pair: { readonly team: string; readonly offering: string };
}

export interface AdoptionMessage {
  readonly topic: AdoptionTopic;
  /** Ref of a group. */
  readonly to: string;
  readonly title: string;
  readonly description?: string;
  readonly link: string;
  /** A later message with the same scope replaces an unread one. */
  readonly scope?: string;
  readonly except?: string;
}

export function offeringLink(offering: string): string {
  return `/offerings/adoption?offering=${encodeURIComponent(offering)}`;
}

export function cellLink(team: string, offering: string): string {
  return `/offerings/adoption?view=matrix&cell=${encodeURIComponent(`${team} ${offering}`)}`;
}

/** Tells groups what happened. That a message could not be sent never undoes what it is about. */
export class AdoptionNotifier {
  readonly #notifications: NotificationService | undefined;
  readonly #logger: LoggerService | undefined;

  constructor(options: {
    notifications?: NotificationService;
    logger?: LoggerService;
  }) {
    this.#notifications = options.notifications;
    this.#logger = options.logger;
  }

  async send(message: AdoptionMessage): Promise<void> {
    try {
      await this.#notifications?.send({
        recipients: {
          type: 'entity',
          entityRef: message.to,
          ...(message.except ? { excludeEntityRef: message.except } : {}),
        },
        payload: {
          title: message.title,
          ...(message.description ? { description: message.description } : {}),
          link: message.link,
          topic: ADOPTION_TOPICS[message.topic],
          ...(message.scope ? { scope: message.scope } : {}),
        },
      });
    } catch (error) {
      this.#logger?.warn(`A notification about adoption could not be sent`, {
        topic: message.topic,
        reason: String(error),
      });
    }
  }

  async declined(
    found: Named,
    request: DeclarationRequest,
    by: string,
  ): Promise<void> {
    if (!found.owner) {
      return;
    }
    const reason = request.reason ? DECLINE_REASON_WORDS[request.reason] : '';
    await this.send({
      topic: 'declined',
      to: found.owner,
      title: `${found.teamTitle} declined ${found.offeringTitle}: ${reason}`,
      description:
        request.reason === 'not-relevant'
          ? 'Confirm it, and the team no longer counts as one that could use it.'
          : request.text,
      link: cellLink(found.pair.team, found.pair.offering),
      scope: `adoption:declined:${found.pair.team}:${found.pair.offering}`,
      except: by,
    });
  }

  /** What a provider writes to a team that needs somebody. */
  async offer(
    found: Named,
    action: NeedAction,
    options: { text?: string; by: string; from: string },
  ): Promise<void> {
    const { teamTitle, offeringTitle, pair } = found;
    const titles: Record<NeedAction, string> = {
      welcome: `${options.from} welcomes ${teamTitle} to ${offeringTitle}`,
      ask: `${options.from} asks ${teamTitle} about ${offeringTitle}`,
      help: `${options.from} offers ${teamTitle} help with ${offeringTitle}`,
      invite: `${options.from} invites ${teamTitle} to try ${offeringTitle}`,
    };
    await this.send({
      topic: 'offer',
      to: pair.team,
      title: titles[action],
      description: options.text,
      link: cellLink(pair.team, pair.offering),
      scope: `adoption:offer:${action}:${pair.team}:${pair.offering}`,
      except: options.by,
    });
  }
}
