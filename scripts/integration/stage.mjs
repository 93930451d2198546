import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { endBackEnd, FEATURES, startBackEnd } from '../lib/backEnd.mjs';
import { ensureDatabase } from '../lib/database.mjs';
import { freePort, startPostgres } from '../lib/postgres.mjs';

const DATABASE = 'mli_integration';

/** Everything a test starts, and ends again; and what did not agree. */
export class Stage {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'mli-integration-'));
  token = randomBytes(24).toString('hex');
  problems = [];
  #ends = [];
  #postgres;

  /** To be ended with everything else, last started first. */
  atEnd(end) {
    this.#ends.unshift(end);
  }

  /** A program in a group of its own, so that what it starts ends with it. */
  startProcess(command, args, { env, log }) {
    const out = fs.openSync(log, 'w');
    const child = spawn(command, args, {
      cwd: this.folder,
      env: { ...process.env, ...env },
      stdio: ['ignore', out, out],
      detached: true,
    });
    this.atEnd(async () => await killGroup(child));
    return child;
  }

  /** A portal of its own, on a throw-away PostgreSQL; answers its address. */
  async startPortal(insights) {
    this.#postgres = await startPostgres({
      directory: path.join(this.folder, 'postgres'),
      port: await freePort(),
      throwAway: true,
    });
    this.atEnd(() => this.#postgres.stop());
    await ensureDatabase(this.#postgres.environment, DATABASE);
    const port = await freePort();
    const url = `http://localhost:${port}`;
    const log = path.join(this.folder, 'back-end.log');
    const server = await startBackEnd({
      config: this.#configOf({ port, url, insights }),
      features: [
        ...new Set([
          ...FEATURES.insightsWithPulls,
          ...FEATURES.registration,
          ...FEATURES.scorecards,
        ]),
      ],
      log: fs.openSync(log, 'w'),
    }).catch(error => {
      throw new Error(
        `${error.message}\n${fs.readFileSync(log, 'utf8').slice(-3000)}`,
      );
    });
    this.atEnd(async () => await endBackEnd(server));
    console.log(`Back end at ${url}.`);
    return url;
  }

  #configOf({ port, url, insights }) {
    const env = this.#postgres.environment;
    const restriction = (plugin, permission) => ({ plugin, permission });
    return {
      backend: {
        baseUrl: url,
        listen: { host: '127.0.0.1', port },
        database: {
          client: 'pg',
          pluginDivisionMode: 'schema',
          connection: {
            host: env.POSTGRES_HOST,
            port: Number(env.POSTGRES_PORT),
            user: env.POSTGRES_USER,
            password: env.POSTGRES_PASSWORD,
            database: DATABASE,
          },
        },
        auth: {
          externalAccess: [
            {
              type: 'static',
              options: { token: this.token, subject: 'integration' },
              accessRestrictions: [
                restriction('insights', [
                  'insights.ingest',
                  'insights.sources.manage',
                  'insights.adoption.read',
                  'insights.team-speed.read',
                  'insights.study.register',
                  'catalog.entity.read',
                ]),
                restriction('scorecards', [
                  'scorecards.result.read',
                  'scorecards.fact.write',
                  'scorecards.definition.dry-run',
                  'insights.team-speed.read',
                  'catalog.entity.read',
                ]),
                restriction('offerings', [
                  'offerings.registration.read',
                  'offerings.registration.write',
                  'offerings.registration.write-any',
                  'catalog.entity.read',
                ]),
              ],
            },
          ],
        },
      },
      permission: { enabled: true },
      catalog: {
        rules: [
          { allow: ['Component', 'Group', 'User', 'Offering', 'Scorecard'] },
        ],
      },
      insights: {
        actorKey: randomBytes(32).toString('hex'),
        sources: ['openlineage', 'cloudevents'].map(kind => ({
          name: kind,
          kind,
          subjects: ['integration'],
        })),
        importSubjects: ['integration'],
        rateLimit: { eventsPerSecond: 50_000 },
        ...insights,
      },
    };
  }

  async call(url, route, init = {}) {
    const response = await fetch(`${url}/api/insights${route}`, {
      ...init,
      headers: { authorization: `Bearer ${this.token}`, ...init.headers },
      signal: AbortSignal.timeout(60_000),
    });
    if (!response.ok) {
      throw new Error(
        `${route} answered ${response.status}: ${await response.text()}`,
      );
    }
    return await response.json();
  }

  async runOf(url, source, id) {
    const query = new URLSearchParams({ source, id });
    return (await this.call(url, `/runs?${query}`)).items[0];
  }

  expectEqual(what, ours, theirs) {
    if (ours !== theirs) {
      this.problems.push(`${what}: we say ${ours}, the other side ${theirs}`);
    }
  }

  async end() {
    for (const end of this.#ends.splice(0)) {
      await end();
    }
    fs.rmSync(this.folder, { recursive: true, force: true });
  }
}

export async function killGroup(child) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise(resolve => {
    child.once('exit', resolve);
  });
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    child.kill('SIGKILL');
  }
  await gone;
}
