/**
 * Runs `work` never twice at a time. A call while it runs is answered by one more run that begins after it, so that
 * whoever called knows that what they did before the call was seen; a hundred calls are one run.
 */
export function singleFlight<T>(work: () => Promise<T>): () => Promise<T> {
  let running: Promise<T> | undefined;
  let next: Promise<T> | undefined;

  const start = (): Promise<T> => {
    const run = work();
    running = run;
    const done = () => {
      if (running === run) {
        running = undefined;
      }
    };
    run.then(done, done);
    return run;
  };

  return () => {
    if (running === undefined) {
      return start();
    }
    next ??= running
      .then(
        () => undefined,
        () => undefined,
      )
      .then(() => {
        next = undefined;
        return start();
      });
    return next;
  };
}
