/** What of a run's timeline is known. */
export interface RunTimes {
  readonly submittedAt?: Date;
  readonly startedAt?: Date;
  readonly firstResultAt?: Date;
  readonly endedAt?: Date;
}

/**
 * The moment that decides which attribution decision applies to a run, whatever a metric is anchored at: a run is
 * one team's in all its numbers. The SQL of `store/rollups` says the same.
 */
export function attributionTime(times: RunTimes): Date | undefined {
  return (
    times.submittedAt ?? times.startedAt ?? times.firstResultAt ?? times.endedAt
  );
}
