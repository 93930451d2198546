import fs from 'node:fs';
import path from 'node:path';
import { JsonObject } from '@backstage/types';
import { PullBatch, PullOptions } from '@mli/plugin-insights-node';
import { SlurmSource } from './config';
import { readSacctLines, SacctFaults } from './readSacctLines';

/** A file that changed so lately is still being written. */
const QUIET_MS = 3_000;
const UNFINISHED = /^\.|\.(?:tmp|part|partial|swp)$|~$/;

/**
 * Reads the files of a folder that are new or changed since they were read, the oldest first. They stay where they
 * are; who drops them clears them away. One that cannot be read is reported and does not stop the others.
 */
export async function* pullFromFolder(
  source: SlurmSource,
  { cursor, signal, logger }: PullOptions,
  { nowMs = Date.now() }: { nowMs?: number } = {},
): AsyncGenerator<PullBatch> {
  const folder = source.folder ?? '';
  const files = await listFiles(folder);
  const before = readCursor(cursor);
  const done = new Map(
    [...before].filter(([name]) => files.some(file => file.name === name)),
  );
  const asCursor = () => ({ files: Object.fromEntries(done) });
  const troubles: string[] = [];
  for (const { name, print, mtimeMs } of files) {
    signal.throwIfAborted();
    if (done.get(name) === print || nowMs - mtimeMs < QUIET_MS) {
      continue;
    }
    const faults: SacctFaults = { count: 0, first: [] };
    const input = fs.createReadStream(path.join(folder, name), 'utf8');
    try {
      const batches = readSacctLines({
        input,
        source,
        madeAtMs: mtimeMs,
        faults,
      });
      for await (const runs of batches) {
        signal.throwIfAborted();
        yield { runs, cursor: asCursor(), note: name };
      }
    } catch (error) {
      signal.throwIfAborted();
      troubles.push(
        `${name}: ${error instanceof Error ? error.message : 'it cannot be read'}`,
      );
    } finally {
      input.destroy();
    }
    if (faults.count > 0) {
      troubles.push(
        `${name}: ${faults.count} rows, ${faults.first.join('; ')}`,
      );
    }
    done.set(name, print);
    yield {
      runs: [],
      cursor: asCursor(),
      unreadable: faults.count,
      note: troubles.at(-1) ?? name,
    };
  }
  if (troubles.length > 0) {
    logger.warn(
      `${source.name}: not all could be read: ${troubles.join('; ')}`,
    );
  }
}

interface DroppedFile {
  readonly name: string;
  /** Changes when the file does. */
  readonly print: string;
  readonly mtimeMs: number;
}

async function listFiles(folder: string): Promise<DroppedFile[]> {
  let entries: fs.Dirent[];
  try {
    entries = await fs.promises.readdir(folder, { withFileTypes: true });
  } catch (error) {
    throw new Error(
      `The drop folder of insights.slurm cannot be read: ${error instanceof Error ? error.message : error}`,
    );
  }
  const files: DroppedFile[] = [];
  for (const entry of entries) {
    if (entry.isFile() && !UNFINISHED.test(entry.name)) {
      const { size, mtimeMs } = await fs.promises.stat(
        path.join(folder, entry.name),
      );
      files.push({
        name: entry.name,
        print: `${size} ${Math.floor(mtimeMs)}`,
        mtimeMs,
      });
    }
  }
  return files.sort(
    (a, b) => a.mtimeMs - b.mtimeMs || (a.name < b.name ? -1 : 1),
  );
}

function readCursor(cursor: JsonObject | undefined): Map<string, string> {
  const files = cursor?.files;
  if (typeof files !== 'object' || files === null || Array.isArray(files)) {
    return new Map();
  }
  return new Map(
    Object.entries(files).flatMap(([name, print]) =>
      typeof print === 'string' ? [[name, print] as const] : [],
    ),
  );
}
