import { once } from 'node:events';
import { parseArgs } from 'node:util';
import {
  DEFAULT_SEED,
  DEFAULT_WEEKS,
  generateActivity,
} from './activity/generateActivity';
import { demoOrganisation } from './organisation/demoOrganisation';
import { recentLineage } from './lineage/recentLineage';

const USAGE = `Prints the simulated activity of the demonstration organisation, one JSON object a line.

  --now TIME      the activity ends at this time (default: now)
  --until DAY     the activity ends with this day
  --weeks N       whole weeks before the last one (default ${DEFAULT_WEEKS})
  --seed N        (default ${DEFAULT_SEED})
  --anchor DAY    the week the adoptions are planned from (default: the last one); keep it to continue later
  --closed        leave out runs that are not over yet
  --since TIME    leave out runs that were over by then (with --closed and the same --anchor this continues an
                  earlier activity: nothing twice, nothing missing)
  --lineage       print the OpenLineage events of the last hours as one JSON array instead
`;

function fail(sentence: string): never {
  process.stderr.write(`${sentence}\n\n${USAGE}`);
  process.exit(2);
}

function readTime(option: string, text: string | undefined): Date | undefined {
  if (text === undefined) return undefined;
  const time = new Date(text);
  if (Number.isNaN(time.getTime())) {
    fail(
      `--${option} must be a time such as 2026-11-22T12:00:00Z, not "${text}".`,
    );
  }
  return time;
}

function readNumber(
  option: string,
  text: string | undefined,
  fallback: number,
) {
  const number = text === undefined ? fallback : Number(text);
  if (!Number.isSafeInteger(number) || number < 0) {
    fail(`--${option} must be a whole number, not "${text}".`);
  }
  return number;
}

function readOptions() {
  try {
    return parseArgs({
      options: {
        now: { type: 'string' },
        until: { type: 'string' },
        weeks: { type: 'string' },
        seed: { type: 'string' },
        anchor: { type: 'string' },
        since: { type: 'string' },
        closed: { type: 'boolean', default: false },
        lineage: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    return fail(error instanceof Error ? error.message : String(error));
  }
}

async function main() {
  const options = readOptions();
  const endOfDay = options.until && `${options.until}T23:59:59.999Z`;
  const until =
    readTime('now', options.now) ?? readTime('until', endOfDay) ?? new Date();
  const seed = readNumber('seed', options.seed, DEFAULT_SEED);
  if (options.lineage) {
    process.stdout.write(`${JSON.stringify(recentLineage(until, seed))}\n`);
    return;
  }
  const activity = generateActivity({
    seed,
    until,
    weeks: readNumber('weeks', options.weeks, DEFAULT_WEEKS),
    anchor: readTime('anchor', options.anchor),
    since: readTime('since', options.since),
    closedOnly: options.closed,
    organisation: demoOrganisation(),
  });
  for (const record of activity) {
    // A slow reader must not make the whole half-year pile up in memory.
    if (!process.stdout.write(`${JSON.stringify(record)}\n`)) {
      await once(process.stdout, 'drain');
    }
  }
}

// A reader that has seen enough, such as head, is no failure.
process.stdout.on('error', error => {
  if ('code' in error && error.code === 'EPIPE') process.exit(0);
  throw error;
});

main().catch(error => {
  process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
  process.exitCode = 1;
});
