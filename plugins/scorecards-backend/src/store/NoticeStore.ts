import type { Knex } from 'knex';
import { jsonRows } from './jsonRows';

export const NOTICE_TOPICS = [
  'level-changed',
  'exemption-requested',
  'exemption-decided',
  'exemption-ending',
  'campaign-reminder',
] as const;
export type NoticeTopic = (typeof NOTICE_TOPICS)[number];

/** Something a team is to be told, once. */
export interface Notice {
  /** Two notices with one key are the same notice. */
  readonly key: string;
  readonly topic: NoticeTopic;
  /** Full ref of a Group. */
  readonly recipient: string;
  /** A sentence. */
  readonly text: string;
  /** Path in the portal. */
  readonly link: string;
}

/** Notes what is to be told in the transaction that makes it true. */
export async function storeNotices(
  trx: Knex,
  notices: readonly Notice[],
  at: Date,
): Promise<void> {
  if (notices.length === 0) {
    return;
  }
  await trx.raw(
    `insert into notice (key, topic, recipient, text, link, created_at)
     select key, topic, recipient, text, link, ?::timestamptz
     from json_to_recordset(?::json) as n (key text, topic text, recipient text, text text, link text)
     on conflict (key) do nothing`,
    [at, await jsonRows(notices)],
  );
}

export interface NoticeBatch {
  readonly ids: readonly string[];
  readonly topic: NoticeTopic;
  readonly recipient: string;
  readonly texts: readonly string[];
  readonly link: string;
}

/**
 * Takes what is unsent, one batch a recipient and topic; what another back end is taking is left to it. The caller
 * sends before the transaction ends, and gives back what it could not send.
 */
export async function takeNotices(
  trx: Knex.Transaction,
  limit: number,
): Promise<NoticeBatch[]> {
  const { rows } = await trx.raw<{
    rows: {
      ids: string[];
      topic: NoticeTopic;
      recipient: string;
      texts: string[];
      links: string[];
    }[];
  }>(
    `with taken as (
       select id from notice where sent_at is null order by id limit ? for update skip locked
     ), sent as (
       update notice n set sent_at = clock_timestamp() from taken where n.id = taken.id
       returning n.id, n.topic, n.recipient, n.text, n.link
     )
     select array_agg(id) as ids, topic, recipient, array_agg(text order by id) as texts, array_agg(distinct link) as links
     from sent group by topic, recipient order by recipient, topic`,
    [limit],
  );
  return rows.map(({ ids, topic, recipient, texts, links }) => ({
    ids,
    topic,
    recipient,
    texts,
    link:
      links.length === 1 && links[0] !== undefined ? links[0] : '/scorecards',
  }));
}

/** What could not be sent after all. */
export async function giveBackNotices(
  trx: Knex.Transaction,
  ids: readonly string[],
): Promise<void> {
  await trx.raw(
    `update notice set sent_at = null where id = any(?::bigint[])`,
    [[...ids]],
  );
}

/** Old ones are of no use to anybody. */
export async function forgetNotices(knex: Knex, before: Date): Promise<void> {
  await knex.raw(`delete from notice where sent_at < ?`, [before]);
}
