import { Cause, Outcome } from './vocabulary';

export interface OutcomeAndCause {
  readonly outcome: Outcome;
  readonly cause?: Cause;
}

/** How MLflow's status of a run ends it; one that is not here is under way. It does not say whose failure it was. */
export const MLFLOW_OUTCOMES: Readonly<Record<string, OutcomeAndCause>> = {
  FINISHED: { outcome: 'succeeded' },
  FAILED: { outcome: 'failed', cause: 'unknown' },
  KILLED: { outcome: 'cancelled' },
};

/** How Slurm's state of a job ends it; one that is not here is under way. */
export const SLURM_OUTCOMES: Readonly<Record<string, OutcomeAndCause>> = {
  COMPLETED: { outcome: 'succeeded' },
  FAILED: { outcome: 'failed', cause: 'unknown' },
  TIMEOUT: { outcome: 'failed', cause: 'user' },
  DEADLINE: { outcome: 'failed', cause: 'user' },
  OUT_OF_MEMORY: { outcome: 'failed', cause: 'user' },
  NODE_FAIL: { outcome: 'failed', cause: 'system' },
  BOOT_FAIL: { outcome: 'failed', cause: 'system' },
  LAUNCH_FAILED: { outcome: 'failed', cause: 'system' },
  RECONFIG_FAIL: { outcome: 'failed', cause: 'system' },
  PREEMPTED: { outcome: 'failed', cause: 'system' },
  REVOKED: { outcome: 'cancelled' },
  CANCELLED: { outcome: 'cancelled' },
};

/**
 * The end that a state of `sacct` says: `CANCELLED by 1000` and `OUT_OF_ME+` are what its columns make of states.
 * undefined for a job that is not over, REQUEUED included: another attempt follows.
 */
export function slurmOutcome(state: string): OutcomeAndCause | undefined {
  const [word = ''] = state.trim().toUpperCase().split(/\s/);
  if (word.endsWith('+')) {
    const names = Object.keys(SLURM_OUTCOMES).filter(name =>
      name.startsWith(word.slice(0, -1)),
    );
    return names.length === 1 && names[0]
      ? SLURM_OUTCOMES[names[0]]
      : undefined;
  }
  return Object.hasOwn(SLURM_OUTCOMES, word) ? SLURM_OUTCOMES[word] : undefined;
}
