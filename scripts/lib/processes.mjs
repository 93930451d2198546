import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';

/**
 * Child processes in process groups of their own. With a record file they are remembered with the time they
 * started, so that what a killed launcher leaves behind is found and stopped by the next one.
 */
export class ProcessGroup {
  #children = [];
  #stopping = false;
  #recordFile;

  /** @param {string} [recordFile] */
  constructor(recordFile) {
    this.#recordFile = recordFile;
  }

  /** Stops what an earlier launcher left running. Returns how many there were. */
  static async stopLeftovers(recordFile) {
    if (!fs.existsSync(recordFile)) return 0;
    const recorded = JSON.parse(fs.readFileSync(recordFile, 'utf8'));
    const alive = recorded.filter(
      ({ pid, startedAt }) => startTime(pid) === startedAt,
    );
    for (const { pid } of alive) signalGroup(pid, 'SIGKILL');
    // Their ports are free only when the last of each group is gone.
    for (let attempt = 0; attempt < 100; attempt += 1) {
      if (!alive.some(({ pid }) => groupLives(pid))) break;
      await new Promise(resolve => setTimeout(resolve, 100));
    }
    fs.rmSync(recordFile, { force: true });
    return alive.length;
  }

  /** @param {{name: string, command: string, args: string[], options: object, onExit: (code: number) => void}} child */
  start({ name, command, args, options, onExit }) {
    const child = spawn(command, args, { ...options, detached: true });
    this.#children.push({ name, child });
    this.#record();
    child.once('exit', (code, signal) => {
      if (!this.#stopping) onExit(code ?? signal);
    });
    return child;
  }

  async stop() {
    this.#stopping = true;
    const running = this.#children.filter(
      ({ child }) => child.exitCode === null && child.signalCode === null,
    );
    const gone = running.map(
      ({ child }) => new Promise(resolve => child.once('exit', resolve)),
    );
    for (const { child } of running) signalGroup(child.pid, 'SIGTERM');
    const patience = new Promise(resolve => setTimeout(resolve, 8_000).unref());
    await Promise.race([Promise.all(gone), patience]);
    // A child may have gone while a grandchild of its group lives on.
    for (const { child } of this.#children) signalGroup(child.pid, 'SIGKILL');
    if (this.#recordFile) fs.rmSync(this.#recordFile, { force: true });
  }

  #record() {
    if (!this.#recordFile) return;
    const entries = this.#children.map(({ name, child }) => ({
      name,
      pid: child.pid,
      startedAt: startTime(child.pid),
    }));
    fs.writeFileSync(this.#recordFile, JSON.stringify(entries));
  }
}

function startTime(pid) {
  const result = spawnSync('ps', ['-o', 'lstart=', '-p', String(pid)], {
    encoding: 'utf8',
  });
  if (result.error) return procStartTime(pid);
  return result.status === 0 ? result.stdout.trim() : undefined;
}

/** Where there is no `ps` (slim images): the 22nd field of /proc/PID/stat. */
function procStartTime(pid) {
  try {
    const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}

function signalGroup(pid, signal) {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}

function groupLives(pid) {
  try {
    process.kill(-pid, 0);
    return true;
  } catch {
    return false;
  }
}
