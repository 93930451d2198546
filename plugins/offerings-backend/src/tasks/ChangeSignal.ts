/** Lets requests wait until something was written, here or, looked at every now and then, in another back end. */
export class ChangeSignal {
  readonly #waiting = new Set<() => void>();
  #closed = false;

  notify(): void {
    for (const wake of [...this.#waiting]) {
      wake();
    }
  }

  /** Resolves at the next write, or after the time. */
  async wait(milliseconds: number): Promise<void> {
    if (this.#closed) {
      return;
    }
    let wake = () => {};
    const woken = new Promise<void>(resolve => {
      wake = resolve;
    });
    const timer = setTimeout(wake, milliseconds);
    this.#waiting.add(wake);
    await woken;
    clearTimeout(timer);
    this.#waiting.delete(wake);
  }

  get closed(): boolean {
    return this.#closed;
  }

  close(): void {
    this.#closed = true;
    this.notify();
  }
}
