import fs from 'node:fs';
import type { Refusal } from './runImport';

/** Keeps the first refused rows to show, and writes all of them where the person asked for it. */
export class RefusalReport {
  readonly shown: Refusal[] = [];
  readonly #stream: fs.WriteStream | undefined;
  count = 0;

  constructor(file: string | undefined) {
    this.#stream = file ? fs.createWriteStream(file) : undefined;
    this.#stream?.write('line,status,reason\n');
  }

  add(refusal: Refusal) {
    this.count += 1;
    if (this.shown.length < 20) this.shown.push(refusal);
    const reason = `"${refusal.reason.replace(/"/g, '""')}"`;
    this.#stream?.write(`${refusal.line},${refusal.status},${reason}\n`);
  }

  close() {
    this.#stream?.end();
  }
}
