const NEWCOMER_AFTER_MS = 90 * 24 * 3_600_000;

/** What is known of one run of an actor; times are milliseconds since 1970. */
export interface ActorRun {
  readonly id: string;
  /** The first time known of it. */
  readonly firstMs: number;
  readonly succeededMs?: number;
}

export interface FirstSuccess {
  /** The first event of the actor belongs to this run. */
  readonly runId: string;
  readonly firstMs: number;
  /** Undefined while nothing has succeeded. */
  readonly afterMs?: number;
}

/**
 * How long somebody new took to a first success. Undefined for actors first seen within 90 days of the beginning of
 * the source: they may have worked long before anybody recorded it.
 */
export function firstSuccessOf(
  runs: readonly ActorRun[],
  sourceBeganMs: number,
): FirstSuccess | undefined {
  const [first] = [...runs].sort(
    (a, b) => a.firstMs - b.firstMs || (a.id < b.id ? -1 : 1),
  );
  if (!first || first.firstMs - sourceBeganMs < NEWCOMER_AFTER_MS) {
    return undefined;
  }
  const successes = runs.flatMap(({ succeededMs }) => succeededMs ?? []);
  return {
    runId: first.id,
    firstMs: first.firstMs,
    afterMs:
      successes.length > 0 ? Math.min(...successes) - first.firstMs : undefined,
  };
}
