import { spawnSync } from 'node:child_process';
import path from 'node:path';

const root = path.resolve(__dirname, '..');

/** Fills the portal under test as `npm start` fills a portal, and with the public trace where it is at hand. */
export default async function fillPortal() {
  await untilCatalogKnows('user:default/otremblay');
  run('the demonstration organisation', [
    path.join(root, 'scripts', 'fill-demonstration.mjs'),
  ]);
  const data = process.env.MLI_CONFORMANCE_DATA;
  if (data) {
    run('the openb trace', [
      path.join(root, 'packages', 'cli', 'bin', 'mli'),
      ...['import', 'runs'],
      path.join(data, 'queues', 'openb_pod_list_default.csv'),
      ...['--mapping', path.join(root, 'examples', 'mappings', 'openb-pods.yaml')],
    ]);
  }
}

function run(what: string, args: string[]) {
  const result = spawnSync(process.execPath, args, {
    cwd: root,
    stdio: 'inherit',
    env: process.env,
  });
  if (result.status !== 0) throw new Error(`Could not fill in ${what}.`);
}

/** The catalog reads the organisation after the portal is ready; runs are attributed to what it knows. */
async function untilCatalogKnows(ref: string) {
  const [kind, rest = ''] = ref.split(':');
  const url = `${process.env.MLI_URL}/api/catalog/entities/by-name/${kind}/${rest}`;
  for (let attempt = 0; attempt < 120; attempt += 1) {
    const answer = await fetch(url, {
      headers: { authorization: `Bearer ${process.env.MLI_TOKEN}` },
    });
    if (answer.ok) return;
    await new Promise(resolve => {
      setTimeout(resolve, 1000);
    });
  }
  throw new Error(`The catalog did not show ${ref} within two minutes.`);
}
