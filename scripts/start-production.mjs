/** `npm run start:production`: one process that serves API and front end, configured by the environment. */
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { root } from './lib/paths.mjs';

const needed = [
  'MLI_BASE_URL',
  'MLI_SESSION_SECRET',
  'MLI_OIDC_METADATA_URL',
  'MLI_OIDC_CLIENT_ID',
  'MLI_OIDC_CLIENT_SECRET',
  'MLI_ACTOR_KEY',
  'POSTGRES_HOST',
  'POSTGRES_PORT',
  'POSTGRES_USER',
  'POSTGRES_PASSWORD',
];
const missing = needed.filter(name => !process.env[name]);
if (missing.length > 0) {
  console.error(
    `The production start needs these environment variables: ${missing.join(', ')}. docs/operations.md says what each is.`,
  );
  process.exit(1);
}
if (!fs.existsSync(path.join(root, 'packages', 'app', 'dist', 'index.html'))) {
  console.error('The front end is not built. Run: npm run build');
  process.exit(1);
}
const extra = process.argv.slice(2);
if (extra.some(argument => argument.includes('app-config.development'))) {
  console.error(
    'app-config.development.yaml holds people to choose from and a local token; a production start does not load it.',
  );
  process.exit(1);
}

const child = spawn(
  process.execPath,
  [
    '--require',
    '@backstage/cli-node/config/nodeTransform.cjs',
    'src/index',
    ...['app-config.yaml', 'app-config.production.yaml'].flatMap(name => [
      '--config',
      path.join(root, name),
    ]),
    ...extra,
  ],
  {
    cwd: path.join(root, 'packages', 'backend'),
    env: { MLI_ROOT: root, ...process.env, NODE_ENV: 'production' },
    stdio: 'inherit',
  },
);
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => child.kill(signal));
}
child.once('exit', (code, signal) => process.exit(signal ? 0 : code));
