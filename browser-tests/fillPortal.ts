import { spawnSync } from 'node:child_process';
import path from 'node:path';

const root = path.resolve(__dirname, '..');

/** Fills the portal under test as `npm start` fills a portal, and with the public trace where it is at hand. */
export default async function fillPortal() {
  await until(
    'the catalog shows the demonstration organisation',
    '/api/catalog/entities/by-name/user/default/otremblay',
    () => true,
  );
  run('the demonstration organisation', [
    path.join(root, 'scripts', 'fill-demonstration.mjs'),
  ]);
  const data = process.env.MLI_CONFORMANCE_DATA;
  if (data) {
    run('the openb trace', [
      path.join(root, 'packages', 'cli', 'bin', 'mli'),
      ...['import', 'runs'],
      path.join(data, 'queues', 'openb_pod_list_default.csv'),
      ...[
        '--mapping',
        path.join(root, 'examples', 'mappings', 'openb-pods.yaml'),
      ],
    ]);
  }
  await until(
    'the scorecards of a team rest on what its runs show',
    '/api/scorecards/results?entity=group:default/lanes&check=broad-use',
    ({ items = [] }) => items.some(({ state }) => state && state !== 'no-data'),
  );
}

function run(what: string, args: string[]) {
  const result = spawnSync(process.execPath, args, {
    cwd: root,
    stdio: 'inherit',
    env: process.env,
  });
  if (result.status !== 0) throw new Error(`Could not fill in ${what}.`);
}

/** Asks until the answer is there and good: catalog and scorecards work in the background. */
async function until(
  what: string,
  route: string,
  isGood: (body: { items?: { state?: string }[] }) => boolean,
) {
  for (let attempt = 0; attempt < 180; attempt += 1) {
    const answer = await fetch(`${process.env.MLI_URL}${route}`, {
      headers: { authorization: `Bearer ${process.env.MLI_TOKEN}` },
    });
    if (answer.ok && isGood(await answer.json())) return;
    await new Promise(resolve => {
      setTimeout(resolve, 1000);
    });
  }
  throw new Error(`It did not happen within three minutes that ${what}.`);
}
