import { setTimeout } from 'node:timers/promises';
import { makeEvents } from '../../bench/lib/events';
import { countStored } from '../lib/check';
import { killServer } from '../lib/postgresProcesses';
import { Acknowledged, sendUntilAcknowledged } from '../lib/producer';
import { playSeconds, runDrill } from '../lib/report';
import { setStage, Stage } from '../lib/stage';

/** Back end and PostgreSQL are killed with -9 at random points while four producers send without a break. */
const PRODUCERS = 4;
const BATCH = 50;

async function killBackEnd({ backEnds }: Stage): Promise<void> {
  const [backEnd] = backEnds;
  await backEnd?.kill();
  await startAgain(async () => await backEnd?.start());
}

async function killPostgres({ postgres }: Stage): Promise<void> {
  await killServer(postgres.dataDirectory);
  await startAgain(async () => {
    postgres.reviveIfGone();
  });
}

/** What was killed a moment ago may still hold a port or a file. */
async function startAgain(start: () => Promise<void>): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await start();
      return;
    } catch (error) {
      if (attempt === 20) throw error;
      await setTimeout(500);
    }
  }
}

runDrill('kill', async () => {
  const stage = await setStage('kill');
  try {
    const until = Date.now() + playSeconds(45) * 1_000;
    const acknowledged = new Acknowledged();
    const [backEnd] = stage.backEnds;
    const target = { url: backEnd?.url ?? '', token: stage.token };
    const producers = Array.from({ length: PRODUCERS }, async () => {
      while (Date.now() < until) {
        await sendUntilAcknowledged(target, makeEvents(BATCH), acknowledged);
      }
    });
    let killedBackEnds = 0;
    let killedPostgres = 0;
    while (Date.now() < until) {
      await setTimeout(500 + Math.random() * 3_000);
      if (killedBackEnds <= killedPostgres) {
        await killBackEnd(stage);
        killedBackEnds += 1;
      } else {
        await killPostgres(stage);
        killedPostgres += 1;
      }
      console.log(
        `killed back end ${killedBackEnds}, PostgreSQL ${killedPostgres} times; ${acknowledged.ids.size} events acknowledged`,
      );
    }
    await Promise.all(producers);
    console.log(`answers: ${acknowledged.describe()}`);
    const knex = stage.connect();
    const counted = await countStored(knex, acknowledged);
    await knex.destroy();
    return {
      ...counted,
      killedBackEnds,
      killedPostgres,
      // What a kill may look like: a connection that breaks, and being told to come again.
      unexpected:
        acknowledged.unexpected([0, 202, 429, 503]) + acknowledged.refused,
    };
  } finally {
    await stage.end();
  }
});
