/**
 * What a browser sees of the production build: 20,000 components and 200 offerings in the catalog, the activity of the
 * demonstration organisation, pages opened with an empty cache by somebody who is signed in. `--skip-build` takes the
 * build that is there; `--serve` prepares the portal and leaves it running until it is stopped, `--running` measures
 * that one. `BENCH_PAGES=directory,home` measures these pages only.
 */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { COMPONENTS, OFFERINGS, TEAMS, writeCatalog } from './catalog';
import { measure, PageFigures } from './measure';
import { Portal, startPortal, untilCatalogShows } from './portal';
import { entryKb, STOCK_ENTRY_KB } from './sizes';

const root = path.resolve(__dirname, '../..');
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 5);
const ONLY = process.env.BENCH_PAGES?.split(',');
const runningFile = path.join(root, '.data/bench-frontend.json');
const has = (flag: string) => process.argv.includes(`--${flag}`);

interface Prepared {
  readonly portal: Pick<
    Portal,
    'url' | 'token' | 'personFile' | 'readySeconds'
  >;
  readonly ingestionSeconds: number;
}

function build(): void {
  const { status } = spawnSync('npm', ['run', 'build'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
  });
  if (status !== 0) throw new Error('The front end could not be built');
}

async function prepare(
  folder: string,
): Promise<Prepared & { stop: () => Promise<void> }> {
  const portal = await startPortal(folder, writeCatalog(folder));
  const ingestionSeconds =
    portal.readySeconds +
    (await untilCatalogShows(portal, {
      offering: OFFERINGS,
      group: TEAMS,
      component: COMPONENTS,
    }));
  console.error(`catalog full after ${ingestionSeconds.toFixed(0)} s`);
  const filled = spawnSync(
    process.execPath,
    [path.join(root, 'scripts/fill-demonstration.mjs')],
    {
      cwd: root,
      stdio: ['ignore', 2, 2],
      env: {
        ...process.env,
        MLI_BACKEND_URL: portal.url,
        MLI_LOCAL_TOKEN: portal.token,
        MLI_FILL_DIRECTORY: path.join(folder, 'fill'),
      },
    },
  );
  if (filled.status !== 0) throw new Error('The portal could not be filled');
  return { portal, ingestionSeconds, stop: () => portal.stop() };
}

function spread(values: readonly number[], digits = 0) {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (q: number) =>
    Number(
      (sorted[Math.round(q * (sorted.length - 1))] ?? NaN).toFixed(digits),
    );
  return { median: at(0.5), min: at(0), max: at(1) };
}

function report(
  figures: ReadonlyMap<string, PageFigures>,
  { portal, ingestionSeconds }: Prepared,
): void {
  const pages = Object.fromEntries(
    [...figures].map(([name, page]) => [
      name,
      {
        firstContentMs: spread(page.firstContentMs),
        againMs: spread(page.againMs),
        lcpMs: spread(page.lcpMs),
        inpMs: spread(page.inpMs),
        cls: spread(page.cls, 3),
        chunksKb: Math.round(page.chunksKb),
        apiKb: Math.round(page.apiKb),
      },
    ]),
  );
  const entry = Math.round(entryKb());
  const result = {
    name: 'frontend',
    date: new Date().toISOString(),
    machine: `${os.cpus().length} x ${os.cpus()[0]?.model.trim()}, Node ${process.version}, load ${os.loadavg()[0]?.toFixed(1)}`,
    n: ROUNDS,
    catalog: { components: COMPONENTS, offerings: OFFERINGS, teams: TEAMS },
    readySeconds: Math.round(portal.readySeconds),
    ingestionSeconds: Math.round(ingestionSeconds),
    entryKb: entry,
    addedToStockKb: entry - STOCK_ENTRY_KB,
    pages,
    ratios: { entryToStock: Number((entry / STOCK_ENTRY_KB).toFixed(2)) },
  };
  console.log(result.machine);
  console.log(
    `entry ${entry} kB brotli (stock app ${STOCK_ENTRY_KB}); ready after ${result.readySeconds} s, ${COMPONENTS} components after ${result.ingestionSeconds} s`,
  );
  for (const [name, page] of Object.entries(pages)) {
    console.log(
      `  ${name.padEnd(11)} content ${page.firstContentMs.median} ms (again ${page.againMs.median}), largest paint ${page.lcpMs.median} ms, interaction ${page.inpMs.median} ms, shift ${page.cls.median}, chunks ${page.chunksKb} kB, api ${page.apiKb} kB`,
    );
  }
  if (has('json')) console.log(JSON.stringify(result));
}

async function main(): Promise<void> {
  if (has('running')) {
    const prepared: Prepared = JSON.parse(fs.readFileSync(runningFile, 'utf8'));
    report(
      await measure(prepared.portal, { rounds: ROUNDS, only: ONLY }),
      prepared,
    );
    return;
  }
  if (!has('skip-build')) build();
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'bench-frontend-'));
  let stop = async () => {};
  try {
    const prepared = await prepare(folder);
    stop = prepared.stop;
    if (has('serve')) {
      fs.writeFileSync(runningFile, JSON.stringify(prepared));
      console.log(`${prepared.portal.url} is ready to be measured`);
      await new Promise(resolve => process.once('SIGTERM', resolve));
    } else {
      report(
        await measure(prepared.portal, { rounds: ROUNDS, only: ONLY }),
        prepared,
      );
    }
  } finally {
    await stop();
    fs.rmSync(folder, { recursive: true, force: true });
    fs.rmSync(runningFile, { force: true });
  }
}

main().then(
  () => process.exit(0),
  error => {
    console.error(error);
    process.exit(1);
  },
);
