import { setTimeout } from 'node:timers/promises';
import { makeEvents } from '../../bench/lib/events';
import { countStored } from '../lib/check';
import { processesOf, signalAll } from '../lib/postgresProcesses';
import { Acknowledged, Answer, send } from '../lib/producer';
import { playSeconds, runDrill } from '../lib/report';
import { setStage } from '../lib/stage';

/**
 * PostgreSQL is stopped where it stands (SIGSTOP), with connections open and statements under way: every connection
 * of the pool hangs. Producers have to be told to come again, soon, and be taken again when it goes on.
 */
const PRODUCERS = 60;
const BATCH = 20;
const PAUSE_SECONDS = 20;
/** Longer than a request may wait for the database. */
const LONGEST_ANSWER_MS = 15_000;
const LONGEST_RECOVERY_MS = 20_000;

runDrill('pause', async () => {
  const stage = await setStage('pause', { pool: 4 });
  let paused: number[] = [];
  try {
    const seconds = playSeconds(40);
    const until = Date.now() + seconds * 1_000;
    const acknowledged = new Acknowledged();
    const [backEnd] = stage.backEnds;
    const target = { url: backEnd?.url ?? '', token: stage.token };
    const slow: Answer[] = [];
    let withoutAdvice = 0;
    let accepting = 0;
    const producers = Array.from({ length: PRODUCERS }, async () => {
      while (Date.now() < until) {
        const events = makeEvents(BATCH);
        for (;;) {
          const answer = await send(target, events);
          acknowledged.add(answer);
          if (answer.milliseconds > LONGEST_ANSWER_MS) {
            slow.push(answer);
          }
          if (answer.status === 202) {
            accepting = Date.now();
            break;
          }
          withoutAdvice += Number(answer.retryAfter === undefined);
          await setTimeout(500 + Math.random() * 500);
        }
      }
    });
    await setTimeout((seconds * 1_000) / 8);
    paused = processesOf(stage.postgres.dataDirectory);
    signalAll(paused, 'SIGSTOP');
    await setTimeout(Math.max(PAUSE_SECONDS, seconds / 2) * 1_000);
    signalAll(paused.toReversed(), 'SIGCONT');
    paused = [];
    const resumedAt = Date.now();
    while (
      accepting < resumedAt &&
      Date.now() < resumedAt + LONGEST_RECOVERY_MS
    ) {
      await setTimeout(50);
    }
    const recoveredMs = Date.now() - resumedAt;
    await Promise.all(producers);
    console.log(`answers: ${acknowledged.describe()}`);
    const knex = stage.connect();
    const counted = await countStored(knex, acknowledged);
    await knex.destroy();
    return {
      ...counted,
      recoveredMs,
      slow: slow.length,
      unexpected:
        acknowledged.unexpected([202, 429, 503]) +
        acknowledged.refused +
        slow.length +
        withoutAdvice +
        Number(recoveredMs >= LONGEST_RECOVERY_MS),
    };
  } finally {
    signalAll(paused, 'SIGCONT');
    await stage.end();
  }
});
