import { execFile } from 'node:child_process';

const COMMAND = 'mkdocs';
const PATIENCE_MILLISECONDS = 10_000;
const FRESH_FOR_MILLISECONDS = 60_000;

/** Whether this machine can render documentation, which TechDocs leaves to Python's mkdocs. */
export class DocumentationRenderer {
  readonly #command: string;
  readonly #now: () => number;
  #known?: { readonly at: number; readonly answer: Promise<boolean> };

  constructor(options: { command?: string; now?: () => number } = {}) {
    this.#command = options.command ?? COMMAND;
    this.#now = options.now ?? Date.now;
  }

  /** Asked again after a minute, so that installing it needs no restart. */
  isThere(): Promise<boolean> {
    const now = this.#now();
    if (!this.#known || now - this.#known.at > FRESH_FOR_MILLISECONDS) {
      this.#known = { at: now, answer: runs(this.#command) };
    }
    return this.#known.answer;
  }
}

function runs(command: string): Promise<boolean> {
  return new Promise(resolve => {
    execFile(
      command,
      ['--version'],
      { timeout: PATIENCE_MILLISECONDS },
      error => resolve(error === null),
    );
  });
}
