import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';

/** The server that holds a data directory, and everything it started. */
export function processesOf(dataDirectory: string): number[] {
  const pidFile = path.join(dataDirectory, 'postmaster.pid');
  const server = Number(fs.readFileSync(pidFile, 'utf8').split('\n')[0]);
  const children = execFileSync('ps', ['-o', 'pid=', '--ppid', `${server}`], {
    encoding: 'utf8',
  });
  return [server, ...children.split('\n').filter(Boolean).map(Number)];
}

export function signalAll(pids: readonly number[], name: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      process.kill(pid, name);
    } catch {
      // it ended meanwhile
    }
  }
}

/**
 * Kills the server with -9 and waits until nothing of it runs. Where nobody collects what ended, it would look alive
 * by its number: so its lock file goes too, as it would when the machine starts anew.
 */
export async function killServer(dataDirectory: string): Promise<void> {
  const pids = processesOf(dataDirectory);
  signalAll(pids.slice(0, 1), 'SIGKILL');
  while (pids.some(isRunning)) {
    await setTimeout(20);
  }
  fs.rmSync(path.join(dataDirectory, 'postmaster.pid'), { force: true });
}

function isRunning(pid: number): boolean {
  try {
    const state = execFileSync('ps', ['-o', 'stat=', '-p', `${pid}`], {
      encoding: 'utf8',
    });
    return !state.startsWith('Z');
  } catch {
    return false;
  }
}
