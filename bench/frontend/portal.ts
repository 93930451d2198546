import fs from 'node:fs';
import path from 'node:path';
import { startIdentityProvider } from '../../browser-tests/identityProvider.mjs';
import { ensureDatabase } from '../../scripts/lib/database.mjs';
import { freePort, startPostgres } from '../../scripts/lib/postgres.mjs';
import { ProcessGroup } from '../../scripts/lib/processes.mjs';

const root = path.resolve(__dirname, '../..');
const TOKEN = 'token-of-the-front-end-benchmark-0123456789';

export interface Portal {
  readonly url: string;
  readonly token: string;
  /** Whose e-mail address stands here is who signs in next. */
  readonly personFile: string;
  readonly readySeconds: number;
  stop(): Promise<void>;
}

/** A production back end that serves the built front end, on a PostgreSQL of its own, signed in through OIDC. */
export async function startPortal(
  folder: string,
  catalogFiles: readonly string[],
): Promise<Portal> {
  const postgres = await startPostgres({
    directory: path.join(folder, 'postgres'),
    port: await freePort(),
    throwAway: true,
  });
  await ensureDatabase(postgres.environment, 'mli_portal');
  const personFile = path.join(folder, 'person');
  const identityProvider = await startIdentityProvider(personFile);
  const config = path.join(folder, 'app-config.bench.yaml');
  fs.writeFileSync(config, JSON.stringify(configOf(catalogFiles)));
  const port = await freePort();
  const url = `http://localhost:${port}`;
  const log = path.join(folder, 'portal.log');
  const group = new ProcessGroup();
  const began = Date.now();
  group.start({
    name: 'portal',
    command: process.execPath,
    args: [
      path.join(root, 'scripts/start-production.mjs'),
      ...[
        '--config',
        path.join(root, 'browser-tests/app-config.browser-tests.yaml'),
      ],
      ...['--config', config],
    ],
    options: {
      cwd: root,
      env: {
        ...process.env,
        ...postgres.environment,
        POSTGRES_DATABASE: 'mli_portal',
        MLI_BASE_URL: url,
        MLI_LISTEN: `127.0.0.1:${port}`,
        MLI_SESSION_SECRET: 'session secret of the benchmark',
        MLI_ACTOR_KEY: 'actor key of the benchmark, long enough',
        MLI_OIDC_METADATA_URL: identityProvider.metadataUrl,
        MLI_OIDC_CLIENT_ID: 'mli-portal',
        MLI_OIDC_CLIENT_SECRET: 'client secret of the benchmark',
        MLI_TEST_TOKEN: TOKEN,
      },
      stdio: ['ignore', fs.openSync(log, 'w'), 'inherit'],
    },
    onExit: () => console.error(`The portal ended by itself; see ${log}`),
  });
  await untilReady(`${url}/.backstage/health/v1/readiness`, log);
  return {
    url,
    token: TOKEN,
    personFile,
    readySeconds: (Date.now() - began) / 1000,
    async stop() {
      await group.stop();
      await identityProvider.stop();
      postgres.stop();
    },
  };
}

function configOf(catalogFiles: readonly string[]): object {
  const examples = ['catalog-info.yaml', 'examples/all.yaml'];
  return {
    catalog: {
      locations: [
        ...examples.map(name => path.join(root, name)),
        ...catalogFiles,
      ].map(target => ({ type: 'file', target })),
    },
  };
}

async function untilReady(url: string, log: string): Promise<void> {
  for (let attempt = 0; attempt < 240; attempt += 1) {
    const answer = await fetch(url).catch(() => undefined);
    if (answer?.ok) return;
    await pause(500);
  }
  const words = fs.readFileSync(log, 'utf8').split('\n').slice(-20).join('\n');
  throw new Error(`The portal was not ready within two minutes:\n${words}`);
}

/** How long the catalog takes until it shows what was written. */
export async function untilCatalogShows(
  portal: Pick<Portal, 'url' | 'token'>,
  expected: Readonly<Record<string, number>>,
): Promise<number> {
  const began = Date.now();
  for (const [kind, count] of Object.entries(expected)) {
    for (;;) {
      const found = await countOf(portal, kind);
      if (found >= count) break;
      if (Date.now() - began > 30 * 60_000) {
        throw new Error(
          `The catalog has ${found} of ${count} ${kind} after 30 minutes`,
        );
      }
      await pause(1000);
    }
  }
  return (Date.now() - began) / 1000;
}

async function countOf(
  { url, token }: Pick<Portal, 'url' | 'token'>,
  kind: string,
): Promise<number> {
  const answer = await fetch(
    `${url}/api/catalog/entities/by-query?limit=0&filter=kind=${kind}`,
    { headers: { authorization: `Bearer ${token}` } },
  );
  if (!answer.ok) return 0;
  // The shape the catalog's API documents.
  return ((await answer.json()) as { totalItems: number }).totalItems;
}

function pause(milliseconds: number): Promise<void> {
  return new Promise(resolve => {
    setTimeout(resolve, milliseconds);
  });
}
