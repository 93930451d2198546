import { setTimeout } from 'node:timers/promises';
import { makeEvents } from '../../bench/lib/events';
import { countStored } from '../lib/check';
import { Acknowledged, sendUntilAcknowledged } from '../lib/producer';
import { playSeconds, runDrill } from '../lib/report';
import { setStage } from '../lib/stage';

/**
 * A producer that sends everything up to four times, ends before starts, some of it much later than the rest: the
 * runs must be those of the events sent once and in order.
 */
const CONNECTIONS = 4;
const BATCH = 40;

interface LineageEvent {
  readonly eventType: string;
  readonly eventTime: string;
  readonly run: { readonly runId: string };
}

function shuffle<T>(items: readonly T[]): T[] {
  return items
    .map(item => ({ item, at: Math.random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);
}

runDrill('repeat', async () => {
  const stage = await setStage('repeat');
  try {
    const count = Math.round(playSeconds(30) * 200);
    // as bench/lib/events.ts makes them
    const events = makeEvents(count) as LineageEvent[];
    const deliveries = shuffle(
      events.flatMap(event =>
        Array.from({ length: 1 + Math.floor(Math.random() * 4) }, () => event),
      ),
    );
    const acknowledged = new Acknowledged();
    const [backEnd] = stage.backEnds;
    const target = { url: backEnd?.url ?? '', token: stage.token };
    const batches = Array.from(
      { length: Math.ceil(deliveries.length / BATCH) },
      (_, index) => deliveries.slice(index * BATCH, (index + 1) * BATCH),
    );
    let next = 0;
    await Promise.all(
      Array.from({ length: CONNECTIONS }, async () => {
        for (let batch = batches[next++]; batch; batch = batches[next++]) {
          await sendUntilAcknowledged(target, batch, acknowledged);
          await setTimeout(Math.random() < 0.02 ? 500 : 0);
        }
      }),
    );
    console.log(
      `${events.length} events in ${deliveries.length} deliveries; answers: ${acknowledged.describe()}`,
    );
    const knex = stage.connect();
    const counted = await countStored(knex, acknowledged);
    const rows = await knex('run').select(
      'run_key',
      'started_at',
      'ended_at',
      'outcome',
    );
    const runs = new Map(rows.map(row => [row.run_key, row]));
    const differing = events.filter(({ eventType, eventTime, run }) => {
      const row = runs.get(run.runId);
      const at = eventType === 'START' ? row?.started_at : row?.ended_at;
      return at?.getTime() !== Date.parse(eventTime);
    }).length;
    await knex.destroy();
    return {
      ...counted,
      deliveries: deliveries.length,
      unexpected:
        acknowledged.unexpected([202, 429]) +
        acknowledged.refused +
        differing +
        Math.abs(events.length - counted.acknowledged),
    };
  } finally {
    await stage.end();
  }
});
