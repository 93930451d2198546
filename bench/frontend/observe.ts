export interface Observed {
  /** Since the navigation began; undefined while there is none. */
  firstContentMs?: number;
  lcpMs: number;
  cls: number;
  /** The slowest answer to a key, a click or a touch. */
  interactionMs: number;
}

/** Of the entries that are watched, what is read; TypeScript's DOM library does not know all of it. */
interface Entry {
  readonly startTime: number;
  readonly duration: number;
  readonly value: number;
  readonly hadRecentInput: boolean;
  readonly interactionId: number;
}

/**
 * Runs in the page before anything else does; it must not use anything from outside. Leaves what it sees at
 * `window.mliObserved`. Definitions of web vitals: the largest paint before the first input; the worst session of
 * layout shifts (shifts less than 1 s apart, 5 s at most) without those that follow an input within 0.5 s; the longest
 * time from an input to the next paint.
 */
export function observe(content: string): void {
  const observed: Observed = { lcpMs: 0, cls: 0, interactionMs: 0 };
  Reflect.set(window, 'mliObserved', observed);

  const watch = (type: string, each: (entry: Entry) => void, more?: object) =>
    new PerformanceObserver(list =>
      list.getEntries().forEach(entry => each(entry as never)),
    ).observe({
      type,
      buffered: true,
      ...more,
    });

  watch('largest-contentful-paint', entry => {
    observed.lcpMs = entry.startTime;
  });
  let session = { sum: 0, first: 0, last: 0 };
  watch('layout-shift', ({ value, startTime, hadRecentInput }) => {
    if (hadRecentInput) return;
    const goesOn =
      startTime - session.last < 1000 && startTime - session.first < 5000;
    session = goesOn
      ? { ...session, sum: session.sum + value, last: startTime }
      : { sum: value, first: startTime, last: startTime };
    observed.cls = Math.max(observed.cls, session.sum);
  });
  watch(
    'event',
    ({ interactionId, duration }) => {
      if (interactionId) {
        observed.interactionMs = Math.max(observed.interactionMs, duration);
      }
    },
    { durationThreshold: 16 },
  );

  const look = () => {
    const found = document.querySelector(content);
    if (found && found.getClientRects().length > 0) {
      // Painted with this frame.
      observed.firstContentMs = performance.now();
      return;
    }
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}
