import { ChildProcess, spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { JsonObject } from '@backstage/types';
import { LocalTime, SACCT_FIELDS } from '@mli/plugin-insights-common';
import { PullBatch, PullOptions } from '@mli/plugin-insights-node';
import { SlurmSource } from './config';
import { readSacctLines, SacctFaults, SHOWN_FAULTS } from './readSacctLines';

const HOUR_MS = 3_600_000;
const WINDOW_MS = 24 * HOUR_MS;
/** The accounting database is written a little after the fact. */
const OVERLAP_MS = HOUR_MS;
const TRIES = 3;
const LONGEST_STDERR = 300;
const LAST_WORDS_MS = 2_000;

export interface CommandOptions {
  readonly nowMs?: number;
  readonly backOffMs?: number;
}

/**
 * Asks for a day at a time, from where the last pull ended until now.
 *
 * sacct answers with every job that was in any state within the time asked for, so a job that ended late is met again
 * when it ends. Only a day that was answered to its end moves the cursor.
 */
export async function* pullByCommand(
  source: SlurmSource,
  { cursor, signal, logger }: PullOptions,
  { nowMs = Date.now(), backOffMs = 1000 }: CommandOptions = {},
): AsyncGenerator<PullBatch> {
  let fromMs = readCursor(cursor) ?? nowMs - source.firstDays * 24 * HOUR_MS;
  const faults: SacctFaults = { count: 0, first: [] };
  do {
    const toMs = Math.min(fromMs + WINDOW_MS, nowMs);
    const window = { fromMs, toMs };
    let found: SacctFaults = { count: 0, first: [] };
    for (let attempt = 1; ; attempt += 1) {
      // What an attempt that broke off could not read, the next meets again.
      found = { count: 0, first: [] };
      const asking = { signal, faults: found };
      try {
        for await (const runs of askOnce(source, window, asking)) {
          yield { runs, cursor: { fromMs }, note: dayOf(window) };
        }
        break;
      } catch (error) {
        signal.throwIfAborted();
        if (attempt === TRIES) {
          throw error;
        }
        await sleep(backOffMs * 2 ** (attempt - 1), undefined, { signal });
      }
    }
    faults.count += found.count;
    faults.first.push(...found.first);
    const isLast = toMs >= nowMs;
    fromMs = toMs;
    yield {
      runs: [],
      cursor: { fromMs: isLast ? toMs - OVERLAP_MS : toMs },
      unreadable: found.count,
      note: faults.count === 0 ? dayOf(window) : faultNote(faults),
    };
  } while (fromMs < nowMs);
  if (faults.count > 0) {
    logger.warn(`${source.name}: ${faultNote(faults)}`);
  }
}

interface Asking {
  readonly signal: AbortSignal;
  readonly faults: SacctFaults;
}

async function* askOnce(
  source: SlurmSource,
  { fromMs, toMs }: { fromMs: number; toMs: number },
  { signal, faults }: Asking,
) {
  const times = new LocalTime(source.timeZone);
  const [program = '', ...words] = source.command ?? [];
  const child = spawn(
    program,
    [
      ...words,
      '--parsable2',
      '--allusers',
      '--duplicates',
      `--starttime=${times.print(fromMs)}`,
      `--endtime=${times.print(toMs)}`,
      `--format=${SACCT_FIELDS.join(',')}`,
    ],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: false,
      env: {
        ...process.env,
        TZ: source.timeZone,
        SLURM_TIME_FORMAT: 'standard',
      },
      // A group of its own, so that what it starts ends with it.
      detached: true,
    },
  );
  const ended = endOf(child, program);
  ended.catch(() => undefined);
  const limit = AbortSignal.timeout(source.commandTimeoutSeconds * 1000);
  const stop = AbortSignal.any([signal, limit]);
  const kill = () => killGroup(child);
  stop.addEventListener('abort', kill);
  try {
    yield* readSacctLines({
      input: child.stdout,
      source,
      madeAtMs: toMs,
      faults,
    });
    await ended;
  } catch (error) {
    if (!stop.aborted) {
      // Why it failed says more than that its output was empty.
      await Promise.race([ended, sleep(LAST_WORDS_MS)]);
    }
    throw limit.aborted ? tooLong(source, program) : error;
  } finally {
    stop.removeEventListener('abort', kill);
    kill();
  }
}

function tooLong(source: SlurmSource, program: string): Error {
  return new Error(
    `${program} took longer than ${source.commandTimeoutSeconds} s.`,
  );
}

async function endOf(child: ChildProcess, program: string): Promise<void> {
  let said = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(0, LONGEST_STDERR);
  });
  await new Promise<void>((resolve, reject) => {
    child.once('error', error =>
      reject(new Error(`${program} cannot be started: ${error.message}.`)),
    );
    child.once('close', (code, killedBy) => {
      if (code === 0) {
        resolve();
      } else {
        reject(
          new Error(
            `${program} ended with ${code ?? killedBy}: ${said.trim() || 'it said nothing'}`,
          ),
        );
      }
    });
  });
}

function killGroup(child: ChildProcess): void {
  if (child.pid !== undefined && child.exitCode === null) {
    try {
      process.kill(-child.pid, 'SIGKILL');
    } catch {
      // It has ended meanwhile.
    }
  }
}

function readCursor(cursor: JsonObject | undefined): number | undefined {
  const fromMs = cursor?.fromMs;
  return typeof fromMs === 'number' && Number.isFinite(fromMs)
    ? fromMs
    : undefined;
}

function dayOf({ fromMs, toMs }: { fromMs: number; toMs: number }): string {
  return `jobs from ${new Date(fromMs).toISOString()} to ${new Date(toMs).toISOString()}`;
}

function faultNote({ count, first }: SacctFaults): string {
  return `${count} rows could not be read: ${first.slice(0, SHOWN_FAULTS).join('; ')}`;
}
