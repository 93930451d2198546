import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';

interface Mark {
  /** Records acknowledged without a gap from the beginning of the file. */
  acknowledged: number;
}

/**
 * Remembers how far an import came, so that one that was killed goes on where it was. Sending a record twice is
 * harmless (the portal knows it), so the mark only saves time.
 */
export class ProgressMark {
  readonly #file: string;

  constructor(directory: string, identity: readonly string[]) {
    const name = createHash('sha256')
      .update(JSON.stringify(identity))
      .digest('hex')
      .slice(0, 24);
    this.#file = path.join(directory, `${name}.json`);
  }

  read(): number {
    try {
      const mark: Mark = JSON.parse(fs.readFileSync(this.#file, 'utf8'));
      return Number.isInteger(mark.acknowledged) ? mark.acknowledged : 0;
    } catch {
      return 0;
    }
  }

  write(acknowledged: number) {
    fs.mkdirSync(path.dirname(this.#file), { recursive: true });
    const mark: Mark = { acknowledged };
    // Written beside and renamed: a kill leaves the old mark or the new one, never half of one.
    fs.writeFileSync(`${this.#file}.new`, JSON.stringify(mark));
    fs.renameSync(`${this.#file}.new`, this.#file);
  }

  clear() {
    fs.rmSync(this.#file, { force: true });
  }
}
