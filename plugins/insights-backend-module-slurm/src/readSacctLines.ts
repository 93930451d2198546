import readline from 'node:readline';
import { Readable } from 'node:stream';
import { PulledRun, SacctReader } from '@mli/plugin-insights-common';
import { SlurmSource } from './config';

/** The first rows that could not be read, and how many there were. */
export interface SacctFaults {
  count: number;
  first: string[];
}

export interface SacctLines {
  readonly input: Readable;
  readonly source: SlurmSource;
  /** When the output was made: a job that was open then was alive. */
  readonly madeAtMs: number;
  readonly faults: SacctFaults;
}

const RUNS_PER_BATCH = 500;
export const SHOWN_FAULTS = 3;
/** A sign of life now and then is enough, and each is an event. */
const HEARTBEAT_MS = 6 * 3_600_000;

/** Streams an output of sacct as runs, in batches; holds one batch and one job. */
export async function* readSacctLines({
  input,
  source,
  madeAtMs,
  faults,
}: SacctLines): AsyncGenerator<PulledRun[]> {
  const reader = new SacctReader({
    timeZone: source.timeZone,
    namespace: source.cluster ?? source.name,
    cluster: source.cluster,
    accountIsTeam: source.accountIsTeam,
  });
  let batch: PulledRun[] = [];
  const take = (results: ReturnType<SacctReader['push']>) => {
    for (const result of results) {
      if (result.run) {
        batch.push(
          result.isOpen ? withHeartbeat(result.run, madeAtMs) : result.run,
        );
      } else {
        faults.count += 1;
        if (faults.first.length < SHOWN_FAULTS) {
          faults.first.push(`line ${result.line}: ${result.fault}`);
        }
      }
    }
  };
  const lines = readline.createInterface({ input, crlfDelay: Infinity });
  let line = 0;
  for await (const text of lines) {
    line += 1;
    take(reader.push(line, text));
    if (batch.length >= RUNS_PER_BATCH) {
      yield batch;
      batch = [];
    }
  }
  take(reader.end());
  if (batch.length > 0) {
    yield batch;
  }
  if (line === 0) {
    throw new Error('There was no output, not even the header of sacct.');
  }
}

/** The scheduler knows the job: it lives, however long it is silent itself. */
function withHeartbeat(run: PulledRun, atMs: number): PulledRun {
  const seen = Math.floor(atMs / HEARTBEAT_MS) * HEARTBEAT_MS;
  const begun = Date.parse(run.startedAt ?? run.submittedAt ?? '');
  return seen > begun
    ? { ...run, heartbeatAt: new Date(seen).toISOString() }
    : run;
}
