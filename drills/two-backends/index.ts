import { makeEvents } from '../../bench/lib/events';
import { countStored } from '../lib/check';
import { Acknowledged, sendUntilAcknowledged } from '../lib/producer';
import { playSeconds, runDrill } from '../lib/report';
import { setStage } from '../lib/stage';

/** Two back ends on one PostgreSQL get the same batches at the same time, in different order. */
const PRODUCERS = 3;
const BATCH = 100;

runDrill('two-backends', async () => {
  const stage = await setStage('two-backends', { backEnds: 2 });
  try {
    const until = Date.now() + playSeconds(20) * 1_000;
    const acknowledged = new Acknowledged();
    let sent = 0;
    await Promise.all(
      Array.from({ length: PRODUCERS }, async () => {
        while (Date.now() < until) {
          const events = makeEvents(BATCH);
          sent += events.length;
          await Promise.all(
            stage.backEnds.map(
              async ({ url }, index) =>
                await sendUntilAcknowledged(
                  { url, token: stage.token },
                  index === 0 ? events : events.toReversed(),
                  acknowledged,
                ),
            ),
          );
        }
      }),
    );
    console.log(`answers: ${acknowledged.describe()}`);
    const knex = stage.connect();
    const counted = await countStored(knex, acknowledged);
    await knex.destroy();
    return {
      ...counted,
      sent,
      unexpected:
        acknowledged.unexpected([202, 429]) +
        acknowledged.refused +
        Math.abs(sent - counted.acknowledged),
    };
  } finally {
    await stage.end();
  }
});
