import { RunClass } from '@mli/plugin-insights-common';
import { Glob } from '../attribution/glob';
import { RunAttributes } from './observation';

/** Configuration `insights.runClass`. */
export interface RunClassRules {
  readonly debug: {
    readonly mostGpus: number;
    readonly longestMinutes: number;
  };
  /** Anchored globs over `namespace/name` of jobs whose runs evaluate something. */
  readonly evaluationJobs: readonly Glob[];
}

export const DEFAULT_RUN_CLASS_RULES: RunClassRules = {
  debug: { mostGpus: 1, longestMinutes: 60 },
  evaluationJobs: [],
};

/**
 * From an explicit tag, else from what is known at submission; never from how long the run took (docs/metrics.md,
 * section 1).
 */
export function runClassOf(
  said: RunAttributes,
  { hasTrials, rules }: { hasTrials: boolean; rules: RunClassRules },
): RunClass {
  if (said.runClass !== undefined) {
    return said.runClass;
  }
  if (hasTrials) {
    return 'sweep';
  }
  const { gpus, timeLimitSeconds } = said;
  if (
    gpus !== undefined &&
    gpus <= rules.debug.mostGpus &&
    timeLimitSeconds !== undefined &&
    timeLimitSeconds <= rules.debug.longestMinutes * 60
  ) {
    return 'debug';
  }
  const job = `${said.namespace ?? ''}/${said.job ?? ''}`;
  return said.stage === 'evaluation' ||
    rules.evaluationJobs.some(glob => glob.matches(job))
    ? 'evaluation'
    : 'full';
}
