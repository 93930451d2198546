import { randomInt } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { makeEvents } from '../../bench/lib/events';
import { countLost } from '../lib/check';
import { Acknowledged, send } from '../lib/producer';
import { playSeconds, runDrill } from '../lib/report';
import { setStage, Stage } from '../lib/stage';
import { HOSTILE, HostileRequest, mutated } from './bodies';

/**
 * Bodies that break whoever trusts them. None may be answered 5xx, or keep anybody waiting for over a second: neither
 * its own sender nor the good producer that sends meanwhile.
 */
const LONGEST_MS = 1_000;
const GIVE_UP_MS = 10_000;

interface Tried {
  readonly status: number;
  readonly milliseconds: number;
}

async function tryOut(
  url: string,
  token: string,
  { method = 'POST', path, headers, body }: HostileRequest,
): Promise<Tried> {
  const began = performance.now();
  let status = 0;
  try {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, ...headers },
      ...(body !== undefined && { body: new Uint8Array(Buffer.from(body)) }),
      signal: AbortSignal.timeout(GIVE_UP_MS),
    });
    await response.arrayBuffer();
    status = response.status;
  } catch (error) {
    // A connection that is closed while a body is still being sent is an answer to that body.
    status = error instanceof Error && error.name === 'TimeoutError' ? -1 : 0;
  }
  return { status, milliseconds: performance.now() - began };
}

/** The same numbers for the same seed. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
}

runDrill('hostile', async () => {
  const stage: Stage = await setStage('hostile');
  try {
    const [backEnd] = stage.backEnds;
    const url = backEnd?.url ?? '';
    const until = Date.now() + playSeconds(30) * 1_000;
    const acknowledged = new Acknowledged();
    let done = false;
    let slowestGood = 0;
    const goodProducer = (async () => {
      while (!done) {
        const answer = await send({ url, token: stage.token }, makeEvents(10));
        acknowledged.add(answer);
        slowestGood = Math.max(slowestGood, answer.milliseconds);
        await setTimeout(100);
      }
    })();
    const seed = randomInt(1_000_000);
    console.log(`seed ${seed}`);
    const random = seeded(seed);
    let requests = 0;
    let unexpected = 0;
    let slowest = 0;
    const judge = async (request: HostileRequest) => {
      const { status, milliseconds } = await tryOut(url, stage.token, request);
      requests += 1;
      slowest = Math.max(slowest, milliseconds);
      if (status >= 500 || status === -1 || milliseconds > LONGEST_MS) {
        unexpected += 1;
        console.log(
          `${status} after ${Math.round(milliseconds)} ms: ${request.name}`,
        );
      }
    };
    for (const request of HOSTILE) {
      await judge(request);
    }
    while (Date.now() < until) {
      await Promise.all(
        Array.from({ length: 4 }, async () => await judge(mutated(random))),
      );
    }
    done = true;
    await goodProducer;
    console.log(`answers to the good producer: ${acknowledged.describe()}`);
    const slowGood = Number(slowestGood > LONGEST_MS);
    const knex = stage.connect();
    // its own events alone: hostile ones may be good enough to be kept
    const lost = await countLost(knex, acknowledged);
    await knex.destroy();
    return {
      lost,
      countedTwice: acknowledged.acceptedTwice,
      requests,
      slowestMs: Math.round(slowest),
      slowestGoodMs: Math.round(slowestGood),
      unexpected: unexpected + slowGood + acknowledged.unexpected([202]),
    };
  } finally {
    await stage.end();
  }
});
