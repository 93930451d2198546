import { fitMixture, Mixture } from './Mixture';
import {
  ACME_SEREN_CPU,
  ACME_SEREN_GPU,
  HELIOS_GPU,
  HELIOS_VENUS_CPU,
  PublishedWorkload,
} from './published';
import { HOUR, MINUTE, SECOND } from './calendar';

/** How long jobs of one kind wait and run, in seconds. Shapes (shares, sigmas) are ours, medians and means published. */
export interface WorkloadModel {
  readonly run: Mixture;
  readonly queue: Mixture;
  readonly published: PublishedWorkload;
}

/**
 * Share of training jobs that are short: smoke tests, as against trainings, trials of sweeps and scheduled
 * retrainings. It follows from the rates in training.ts and scheduled.ts.
 */
export const SHORT_SHARE_OF_TRAINING = 0.6;

function model(
  published: PublishedWorkload,
  shapes: {
    run: Parameters<typeof fitMixture>[1];
    queue: Parameters<typeof fitMixture>[1];
  },
): WorkloadModel {
  const { medianRunSeconds, meanRunSeconds } = published;
  const { medianQueueSeconds, meanQueueSeconds } = published;
  return {
    published,
    run: fitMixture(
      { median: medianRunSeconds, mean: meanRunSeconds },
      shapes.run,
    ),
    queue: fitMixture(
      { median: medianQueueSeconds, mean: meanQueueSeconds },
      shapes.queue,
    ),
  };
}

export const TRAINING: WorkloadModel = model(HELIOS_GPU, {
  run: {
    shortShare: SHORT_SHARE_OF_TRAINING,
    shortSigma: 1.2,
    longSigma: 1.4,
  },
  queue: { zeroShare: 0.53, shortShare: 0.12, shortSigma: 0.8, longSigma: 1.1 },
});

export const EVALUATION: WorkloadModel = model(ACME_SEREN_GPU, {
  run: { shortShare: 0.85, shortSigma: 0.6, longSigma: 1.2 },
  queue: { zeroShare: 0.3, shortShare: 0.4, shortSigma: 0.8, longSigma: 1.3 },
});

export const DATA_WORK: WorkloadModel = model(ACME_SEREN_CPU, {
  run: { shortShare: 0.62, shortSigma: 1, longSigma: 1.3 },
  queue: { zeroShare: 0.3, shortShare: 0.45, shortSigma: 0.8, longSigma: 1.1 },
});

export const SIMULATION: WorkloadModel = model(HELIOS_VENUS_CPU, {
  run: { shortShare: 0.62, shortSigma: 1, longSigma: 1.3 },
  queue: { zeroShare: 0.58, shortShare: 0.1, shortSigma: 0.8, longSigma: 1.3 },
});

/**
 * What no table says and we assumed. Kept together so that nobody mistakes it for a published figure.
 */
export const ASSUMED = {
  /** Whose failure a failed run was. */
  causes: [
    ['user', 0.55],
    ['system', 0.2],
    ['unknown', 0.25],
  ] as const,
  /** Of all training and evaluation jobs; part of the published share of cancelled ones. */
  neverStartedShare: 0.03,
  lostShare: 0.006,
  /** Of scheduled data work: nothing had changed since the last time. */
  cacheHitShare: 0.04,
  unknownTriggerShare: 0.08,
  retryOfSystemFailure: 0.5,
  startup: { medianMs: 45 * SECOND, sigma: 0.6 },
  thinking: { medianMs: 14 * MINUTE, sigma: 0.8 },
  commitToSubmit: { medianMs: 25 * MINUTE, sigma: 1.4 },
  /** Interactive sessions, label orders and shadow drives are not cluster jobs: hours and days. */
  podSession: { medianMs: 70 * MINUTE, sigma: 0.7 },
  labelOrder: { medianMs: 58 * HOUR, sigma: 0.6 },
  labelQueue: { medianMs: 9 * HOUR, sigma: 0.7 },
  shadowDrive: { medianMs: 90 * HOUR, sigma: 0.3 },
  /** Between teams, and of the whole company from week to week. */
  sigma: { teamRun: 0.25, teamQueue: 0.3, weekQueue: 0.18, teamWeekQueue: 0.2 },
} as const;
