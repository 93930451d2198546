import { Presets, SingleBar } from 'cli-progress';

/** A bar with rate and time left on a terminal; a line every ten seconds where there is none. */
export class ProgressDisplay {
  readonly #bar: SingleBar | undefined;
  readonly #totalBytes: number;
  readonly #startedAt = Date.now();
  #lastLineAt = Date.now();

  constructor(totalBytes: number) {
    this.#totalBytes = totalBytes;
    this.#bar = process.stderr.isTTY
      ? new SingleBar(
          {
            format:
              'Importing |{bar}| {percentage} % | {rows} rows | {rate} rows/s | {left} left',
            etaBuffer: 50,
            hideCursor: true,
          },
          Presets.shades_classic,
        )
      : undefined;
  }

  say(sentence: string) {
    process.stderr.write(`${sentence}\n`);
  }

  start() {
    this.#bar?.start(this.#totalBytes, 0, { rows: 0, rate: 0, left: '?' });
  }

  update(rows: number, bytes: number) {
    const seconds = this.seconds();
    const rate = seconds > 0 ? Math.round(rows / seconds) : 0;
    const left =
      bytes > 0 ? inWords((seconds * (this.#totalBytes - bytes)) / bytes) : '?';
    this.#bar?.update(bytes, { rows, rate, left });
    if (!this.#bar && Date.now() - this.#lastLineAt > 10_000) {
      this.#lastLineAt = Date.now();
      this.say(`${rows} rows, ${rate} rows/s, ${left} left`);
    }
  }

  stop() {
    this.#bar?.stop();
  }

  seconds(): number {
    return (Date.now() - this.#startedAt) / 1000;
  }
}

function inWords(seconds: number): string {
  const whole = Math.ceil(Math.max(0, seconds));
  const minutes = Math.floor(whole / 60);
  if (minutes === 0) {
    return `${whole} s`;
  }
  return minutes < 60
    ? `${minutes} min ${whole % 60} s`
    : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
