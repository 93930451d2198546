import { execFile } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { root } from '../lib/paths.mjs';

const run = promisify(execFile);
const PACKAGES = [
  'mlflow',
  'openlineage-python',
  'cloudevents',
  'schemathesis',
];
const IMPORTS =
  'import mlflow, openlineage.client, cloudevents, schemathesis, requests';
const PYTHONS = [
  'python3.11',
  'python3.12',
  'python3.13',
  'python3.10',
  'python3',
];

/** Where the packages stay for the next time; ignored by Git. */
const home = path.join(root, '.data', 'integration', 'venv');

/**
 * A virtual environment with the packages of the other side.
 *
 * @returns {Promise<Python | undefined>} undefined, after saying why, where Python or the packages are not to be had
 */
export async function preparePython() {
  const bin = name => path.join(home, 'bin', name);
  try {
    if (!fs.existsSync(bin('python'))) {
      fs.mkdirSync(path.dirname(home), { recursive: true });
      await run(await findPython(), ['-m', 'venv', home]);
    }
    await run(bin('python'), ['-m', 'pip', '--version']);
  } catch (error) {
    // A half-made environment would be taken for a whole one.
    fs.rmSync(home, { recursive: true, force: true });
    console.log(
      `Skipped, nothing was tested: Python 3.10 or later with venv and pip is needed (${String(error.message).split('\n')[0]}).`,
    );
    return undefined;
  }
  const installed = await run(bin('python'), ['-c', IMPORTS]).then(
    () => true,
    () => false,
  );
  if (!installed) {
    console.log(`Installing ${PACKAGES.join(', ')} ...`);
    try {
      await run(
        bin('python'),
        [
          ...['-m', 'pip', 'install', '-q', '--disable-pip-version-check'],
          ...PACKAGES,
        ],
        { maxBuffer: 64 * 1024 * 1024 },
      );
    } catch (error) {
      const words = String(error.stderr ?? error.message).trim();
      console.log(
        `Skipped, nothing was tested: ${PACKAGES.join(', ')} cannot be installed here (${words.split('\n').at(-1)}).`,
      );
      return undefined;
    }
  }
  return new Python(bin);
}

/** The first that is 3.10 or later, which the packages ask for. */
async function findPython() {
  const isNewEnough = 'import sys; sys.exit(sys.version_info < (3, 10))';
  for (const name of PYTHONS) {
    const found = await run(name, ['-c', isNewEnough]).then(
      () => true,
      () => false,
    );
    if (found) return name;
  }
  throw new Error(`none of ${PYTHONS.join(', ')} is there`);
}

class Python {
  /** Path of a program of the environment. */
  bin;

  constructor(bin) {
    this.bin = bin;
  }

  /** Runs a script of this folder and reads the JSON of its last line. */
  async ask(script, args, cwd) {
    const file = path.join(root, 'scripts', 'integration', script);
    const { stdout } = await run(this.bin('python'), [file, ...args], {
      cwd,
      maxBuffer: 64 * 1024 * 1024,
    }).catch(error => {
      throw new Error(
        `${script} failed: ${String(error.stderr ?? error.message).slice(-2000)}`,
      );
    });
    return JSON.parse(stdout.trim().split('\n').at(-1));
  }
}
