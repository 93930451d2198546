/**
 * Generates the activity of the demonstration organisation up to now and imports what the portal does not have
 * yet, through the CLI. The generator is deterministic: a repeated start continues where the last one ended.
 */
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import readline from 'node:readline';
import { dataDirectory, root } from './lib/paths.mjs';

const DAY_MS = 24 * 60 * 60 * 1000;
const folder =
  process.env.MLI_FILL_DIRECTORY ??
  path.join(
    dataDirectory,
    'demonstration',
    process.env.POSTGRES_DATABASE ?? 'mli_portal',
  );
const markFile = path.join(folder, 'filled-until');
fs.mkdirSync(folder, { recursive: true });

const now = new Date();
const filledUntil = fs.existsSync(markFile)
  ? Date.parse(fs.readFileSync(markFile, 'utf8'))
  : 0;
const files = await generate(now, filledUntil);
for (const [source, { file, rows }] of files) {
  if (rows > 0) importRuns(source, file);
}
fs.writeFileSync(markFile, now.toISOString());

/** Writes one NDJSON file per source, leaving out what an earlier start has imported. */
async function generate(until, since) {
  const generator = spawn(
    process.execPath,
    [
      '--require',
      '@backstage/cli-node/config/nodeTransform.cjs',
      path.join(root, 'packages', 'demo-organisation', 'src', 'bin'),
      '--now',
      until.toISOString(),
    ],
    { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const ended = new Promise(resolve => generator.once('exit', resolve));
  const outputs = new Map();
  for await (const line of readline.createInterface({ input: generator.stdout })) {
    const { source, ...record } = JSON.parse(line);
    const output = outputs.get(source) ?? open(source);
    outputs.set(source, output);
    // A run that was open at the last start may have ended since: the border is taken a week wide.
    if (Date.parse(record.endedAt ?? until.toISOString()) < since - 7 * DAY_MS) continue;
    output.rows += 1;
    if (!output.stream.write(`${JSON.stringify(record)}\n`)) {
      await new Promise(resolve => output.stream.once('drain', resolve));
    }
  }
  const code = await ended;
  if (code !== 0) {
    console.error('The generator of the demonstration organisation failed.');
    process.exit(1);
  }
  await Promise.all(
    [...outputs.values()].map(({ stream }) => new Promise(resolve => stream.end(resolve))),
  );
  return outputs;
}

function open(source) {
  const file = path.join(folder, `${source}.ndjson`);
  return { file, rows: 0, stream: fs.createWriteStream(file) };
}

function importRuns(source, file) {
  const result = spawnSync(
    process.execPath,
    [
      path.join(root, 'packages', 'cli', 'bin', 'mli'),
      'import',
      'runs',
      file,
      '--source',
      source,
      '--url',
      process.env.MLI_BACKEND_URL ?? 'http://localhost:7007',
    ],
    {
      cwd: root,
      stdio: 'inherit',
      env: { ...process.env, MLI_TOKEN: process.env.MLI_LOCAL_TOKEN ?? process.env.MLI_TOKEN },
    },
  );
  if (result.status !== 0) process.exit(1);
}
