import { AdoptionStatus } from '@mli/plugin-insights-common';
import { addDays } from '../../core/metrics/windows';
import { PairTransition } from '../../store/adoption/adoptionTransitions';
import { DatabaseNoticeStore } from '../../store/adoption/DatabaseNoticeStore';
import { AdoptionService } from '../AdoptionService';
import { titleIn } from './AdoptionAccess';
import { AdoptionNotifier, AdoptionTopic, cellLink } from './AdoptionNotifier';
import { RecordedStep } from './AdoptionRecorder';
import { AdoptionBoard } from './BoardComputer';

/** News is what happened on the last days; what came to light about the time before is none. */
const NEWS_DAYS = 3;

interface News extends PairTransition {
  readonly topic: AdoptionTopic;
}

const VERBS: Partial<Record<AdoptionTopic, string>> = {
  adopted: 'now uses',
  lapsed: 'stopped using',
  declining: 'uses less and less of',
  stalled: 'has been trying for too long to get going with',
  mismatch: 'says it uses, but no runs are seen of,',
};

const HEADLINES: Partial<Record<AdoptionTopic, string>> = {
  adopted: 'new adopters of your offerings',
  lapsed: 'stopped using your offerings',
  declining: 'use your offerings less',
  stalled: 'onboarding takes too long',
  mismatch: 'say yes, and no runs are seen',
};

/** Tells providers what changed, one message for each group and kind, however much changed. */
export class AdoptionNews {
  readonly #options: {
    readonly adoption: AdoptionService;
    readonly notices: DatabaseNoticeStore;
    readonly notifier: AdoptionNotifier;
  };

  constructor(options: {
    adoption: AdoptionService;
    notices: DatabaseNoticeStore;
    notifier: AdoptionNotifier;
  }) {
    this.#options = options;
  }

  /** @returns how many messages were sent */
  async tell(
    { day, added }: Pick<RecordedStep, 'day' | 'added'>,
    now: Date,
  ): Promise<number> {
    const { adoption, notices, notifier } = this.#options;
    const oldest = addDays(day, 1 - NEWS_DAYS);
    const board = await adoption.board(now);
    const news = added.flatMap(each => {
      const topic = each.day >= oldest ? topicOf(each) : undefined;
      return topic && isToldAbout(each, board) ? [{ ...each, topic }] : [];
    });
    const keyOf = (each: News) =>
      `${each.team}|${each.offering}|${each.day}|${each.status}`;
    const fresh = new Set(
      (
        await notices.claim(
          news.map(each => ({
            kind: each.topic,
            key: keyOf(each),
            team: each.team,
            offering: each.offering,
            at: now,
          })),
        )
      ).map(({ key }) => key),
    );
    const owners = new Map(
      board.context.offerings.map(each => [each.ref, each.stored]),
    );
    const batches = Map.groupBy(
      news.filter(each => fresh.has(keyOf(each))),
      each => `${owners.get(each.offering)?.owner ?? ''} ${each.topic}`,
    );
    let sent = 0;
    for (const batch of batches.values()) {
      const [first] = batch;
      const to = first && owners.get(first.offering)?.owner;
      if (first && to) {
        sent += 1;
        await notifier.send({
          topic: first.topic,
          to,
          ...this.#words(batch, board),
          scope: `adoption:${first.topic}:${day}`,
        });
      }
    }
    return sent;
  }

  #words(batch: readonly News[], board: AdoptionBoard) {
    const [first] = batch;
    const titles = new Map(
      board.context.offerings.map(each => [each.ref, each.stored.title]),
    );
    const sentences = batch.map(
      each =>
        `${titleIn(board.organisation, each.team)} ${VERBS[each.topic] ?? ''} ${titles.get(each.offering) ?? each.offering}`,
    );
    const one = batch.length === 1 && first;
    return {
      title: one
        ? `${sentences[0]}`
        : `${batch.length} teams: ${HEADLINES[first?.topic ?? 'adopted'] ?? ''}`,
      ...(one ? {} : { description: `${sentences.join('. ')}.` }),
      link: one ? cellLink(first.team, first.offering) : '/offerings/adoption',
    };
  }
}

/** A source that is silent makes teams look gone, and speaking again makes them look new: neither is news. */
function topicOf({
  from,
  observed,
  status,
}: PairTransition): AdoptionTopic | undefined {
  const unclear: readonly (AdoptionStatus | undefined)[] = [
    undefined,
    'cannot-tell',
    'not-applicable',
  ];
  if (unclear.includes(from?.status) || status === 'cannot-tell') {
    return undefined;
  }
  if (observed !== from?.observed) {
    if (observed === 'adopted' && from?.observed === 'trial') {
      return 'adopted';
    }
    if (observed === 'lapsed') {
      return 'lapsed';
    }
    if (observed === 'declining') {
      return 'declining';
    }
  }
  if (status !== from?.status) {
    if (status === 'stalled') {
      return 'stalled';
    }
    if (status === 'declared-not-seen') {
      return 'mismatch';
    }
  }
  return undefined;
}

/** Not while a source of the offering is silent, and nothing about teams that are hidden. */
function isToldAbout(
  { team, offering }: PairTransition,
  { context }: AdoptionBoard,
): boolean {
  const known = context.offerings.find(({ ref }) => ref === offering);
  return (
    known !== undefined &&
    known.unknownCause === undefined &&
    !known.hasSilentSource &&
    !context.hidden.has(team)
  );
}
