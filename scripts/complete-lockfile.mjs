/**
 * Adds to package-lock.json the optional packages of other platforms that npm left out because the registry did not
 * have them at hand: `npm ci` refuses a lock without them, though it would not install them here. Run it after
 * every change of dependencies: npm run lock.
 */
import fs from 'node:fs';
import path from 'node:path';
import { root } from './lib/paths.mjs';

const OPERATING_SYSTEMS = {
  aix: 'aix',
  android: 'android',
  darwin: 'darwin',
  freebsd: 'freebsd',
  linux: 'linux',
  netbsd: 'netbsd',
  openbsd: 'openbsd',
  openharmony: 'openharmony',
  sunos: 'sunos',
  wasi: 'wasi',
  wasm32: 'wasi',
  win32: 'win32',
  windows: 'win32',
};
const PROCESSORS = [
  'x64',
  'arm64',
  'arm',
  'ia32',
  'ppc64',
  's390x',
  'riscv64',
  'loong64',
  'mips64el',
];

const file = path.join(root, 'package-lock.json');
const lock = JSON.parse(fs.readFileSync(file, 'utf8'));
let added = 0;
for (const [location, entry] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(
    entry.optionalDependencies ?? {},
  )) {
    if (resolves(location, name)) continue;
    const platform = platformOf(name);
    // An exact version and a platform in the name: anything else is not a platform package.
    if (!platform || !/^\d+\.\d+\.\d+[\w.+-]*$/.test(version)) continue;
    const nested = `${location}/node_modules/${name}`;
    const flat = `node_modules/${name}`;
    lock.packages[flat in lock.packages ? nested : flat] = {
      version,
      ...platform,
      license: entry.license,
      optional: true,
      ...(entry.dev ? { dev: true } : {}),
    };
    added += 1;
  }
}
const head = lock.packages[''];
const rest = Object.entries(lock.packages).filter(([key]) => key !== '');
rest.sort(([a], [b]) => a.localeCompare(b, 'en'));
lock.packages = { '': head, ...Object.fromEntries(rest) };
fs.writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
console.log(
  `${added} optional packages of other platforms added to package-lock.json.`,
);

function resolves(location, name) {
  let folder = location;
  for (;;) {
    const candidate = folder
      ? `${folder}/node_modules/${name}`
      : `node_modules/${name}`;
    if (candidate in lock.packages) return true;
    if (folder === '') return false;
    const up = folder.lastIndexOf('/node_modules/');
    folder = up === -1 ? '' : folder.slice(0, up);
  }
}

function platformOf(name) {
  const words = name.split('/').at(-1).split(/[-_]/);
  const system = words.map(word => OPERATING_SYSTEMS[word]).find(Boolean);
  if (!system) return undefined;
  const processor = words
    .map(word => ({ gnueabihf: undefined, 64: 'x64' })[word] ?? word)
    .find(word => PROCESSORS.includes(word));
  return { os: [system], ...(processor ? { cpu: [processor] } : {}) };
}
