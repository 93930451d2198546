/**
 * Generates the activity of the demonstration organisation up to now and imports what the portal does not have
 * yet, through the CLI. The generator is deterministic: a repeated start continues where the last one ended.
 */
import { execFile, spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import readline from 'node:readline';
import { promisify } from 'node:util';
import { dataDirectory, root } from './lib/paths.mjs';

const folder =
  process.env.MLI_FILL_DIRECTORY ??
  path.join(
    dataDirectory,
    'demonstration',
    process.env.POSTGRES_DATABASE ?? 'mli_portal',
  );
const portal = process.env.MLI_BACKEND_URL ?? 'http://localhost:7007';
const token = process.env.MLI_LOCAL_TOKEN ?? process.env.MLI_TOKEN;
const markFile = path.join(folder, 'filled.json');
fs.mkdirSync(folder, { recursive: true });

const now = new Date();
const mark = fs.existsSync(markFile)
  ? JSON.parse(fs.readFileSync(markFile, 'utf8'))
  : { anchor: mondayOf(now) };
await untilOrganisationIsKnown();
const files = await generateRuns();
for (const [source, { file, rows }] of files) {
  if (rows > 0) await importRuns(source, file);
}
await sendRecentLineage();
fs.writeFileSync(
  markFile,
  JSON.stringify({ anchor: mark.anchor, until: now.toISOString() }),
);

/** Who a login belongs to is decided when a run comes in, so the organisation must be there first. */
async function untilOrganisationIsKnown() {
  for (let attempt = 0; attempt < 180; attempt += 1) {
    const answer = await fetch(`${portal}/api/insights/scope`, {
      headers: { authorization: `Bearer ${token}` },
    });
    if (answer.ok && (await answer.json()).units.length > 0) return;
    await new Promise(resolve => setTimeout(resolve, 1000));
  }
  console.error(
    'The portal did not read the demonstration organisation from the catalog within three minutes; its log says why.',
  );
  process.exit(1);
}

function generator(...args) {
  return [
    '--require',
    '@backstage/cli-node/config/nodeTransform.cjs',
    path.join(root, 'packages', 'demo-organisation', 'src', 'bin'),
    '--now',
    now.toISOString(),
    ...args,
  ];
}

/**
 * Writes one NDJSON file per source with the runs that ended since the last start. The anchor fixes the calendar that
 * the ids of runs depend on, so that a later start continues the same history.
 */
async function generateRuns() {
  const since = mark.until ? ['--since', mark.until] : [];
  const child = spawn(
    process.execPath,
    generator('--closed', '--anchor', mark.anchor, ...since),
    { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const ended = new Promise(resolve => child.once('exit', resolve));
  const outputs = new Map();
  for await (const line of readline.createInterface({ input: child.stdout })) {
    const { source, ...record } = JSON.parse(line);
    const output = outputs.get(source) ?? open(source);
    outputs.set(source, output);
    output.rows += 1;
    if (!output.stream.write(`${JSON.stringify(record)}\n`)) {
      await new Promise(resolve => output.stream.once('drain', resolve));
    }
  }
  if ((await ended) !== 0) {
    console.error('The generator of the demonstration organisation failed.');
    process.exit(1);
  }
  await Promise.all(
    [...outputs.values()].map(
      ({ stream }) => new Promise(resolve => stream.end(resolve)),
    ),
  );
  return outputs;
}

/** The last hours as a producer sends them live: OpenLineage events over HTTP. */
async function sendRecentLineage() {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    generator('--lineage'),
    { cwd: root, maxBuffer: 64 * 1024 * 1024 },
  );
  const answer = await fetch(`${portal}/api/insights/lineage`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
    },
    body: stdout,
  });
  if (!answer.ok) {
    console.error(`The portal refused the live events: ${await answer.text()}`);
    process.exit(1);
  }
}

function mondayOf(time) {
  const day = new Date(time);
  day.setUTCHours(0, 0, 0, 0);
  day.setUTCDate(day.getUTCDate() - ((day.getUTCDay() + 6) % 7));
  return day.toISOString();
}

function open(source) {
  const file = path.join(folder, `${source}.ndjson`);
  return { file, rows: 0, stream: fs.createWriteStream(file) };
}

async function importRuns(source, file) {
  const child = spawn(
    process.execPath,
    [
      path.join(root, 'packages', 'cli', 'bin', 'mli'),
      'import',
      'runs',
      file,
      '--source',
      source,
      '--url',
      portal,
    ],
    {
      cwd: root,
      stdio: 'inherit',
      env: { ...process.env, MLI_TOKEN: token },
    },
  );
  const code = await new Promise(resolve => child.once('exit', resolve));
  if (code !== 0) process.exit(1);
}
