import fs from 'node:fs';
import path from 'node:path';
import { root } from '../lib/paths.mjs';

const PLUGINS = ['insights', 'scorecards', 'offerings'];
const SECONDS = 75;
const CHECKS = [
  'not_a_server_error',
  'status_code_conformance',
  'content_type_conformance',
];

/**
 * Requests made from our own OpenAPI documents, by what they say and against it: no 5xx, nothing that hangs, no status
 * and no content type that the document does not name.
 */
export async function testFuzzing(stage, python, portal) {
  const folder = path.join(root, '.data', 'integration');
  fs.mkdirSync(folder, { recursive: true });
  for (const plugin of PLUGINS) {
    const log = path.join(folder, `schemathesis-${plugin}.log`);
    const child = stage.startProcess(
      python.bin('schemathesis'),
      [
        'run',
        `${portal}/api/${plugin}/openapi.json`,
        ...['--url', `${portal}/api/${plugin}`],
        ...['--header', `Authorization: Bearer ${stage.token}`],
        ...['--checks', CHECKS.join(',')],
        ...['--phases', 'examples,coverage,fuzzing'],
        ...['--max-examples', '20', '--max-time', String(SECONDS)],
        ...['--request-timeout', '10', '--max-response-time', '10'],
        ...['--continue-on-failure', '--seed', '1', '--no-color'],
        ...['--suppress-health-check', 'all', '--warnings', 'off'],
      ],
      { log },
    );
    const code = await new Promise(resolve => {
      child.once('exit', resolve);
    });
    const text = fs.readFileSync(log, 'utf8');
    if (code !== 0) {
      stage.problems.push(
        `Fuzzing of ${plugin} ended with ${code}; see ${path.relative(root, log)}:\n${text.slice(-2500)}`,
      );
    }
    const cases = /(\d+) generated/.exec(text)?.[1] ?? '?';
    console.log(
      `Fuzzing ${plugin}: ${cases} requests, ${code === 0 ? 'every answer as documented' : 'it found something'}.`,
    );
  }
}
