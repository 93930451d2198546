import { falseDiscoveryRates, shrinkEstimates } from '@mli/causal-impact';
import {
  StudyHeadline,
  StudyPercent,
  StudyVerdict,
} from '@mli/plugin-insights-common';

/** Largest false discovery rate of a badge. */
export const BADGE_RATE = 0.1;

/** A finished version of a study, as far as the portfolio needs it. */
export interface FinishedEstimate {
  readonly key: string;
  readonly verdict: StudyVerdict;
  readonly pValue: number;
  readonly effect: StudyPercent;
  readonly smallestVisible?: number;
  readonly logEffect: number;
  readonly logStandardError: number;
  readonly placeboBlocks: boolean;
  readonly sharedQueue: boolean;
  /** A newer version has an answer. */
  readonly isSuperseded: boolean;
  /** The offering claims to improve this very outcome. */
  readonly isClaim: boolean;
}

/**
 * What is said of each finished study in the light of all of them: its false discovery rate (Benjamini and Hochberg),
 * its estimate shrunk towards nothing (empirical Bayes), and whether it earns a badge. Versions that were extended
 * count as studies of their own: looking twice is looking twice.
 */
export function portfolio(
  studies: readonly FinishedEstimate[],
): ReadonlyMap<string, StudyHeadline> {
  const rates = falseDiscoveryRates(studies.map(({ pValue }) => pValue));
  const usable = studies.filter(
    ({ logStandardError, logEffect }) =>
      logStandardError > 0 &&
      Number.isFinite(logStandardError) &&
      Number.isFinite(logEffect),
  );
  const shrunk = shrinkEstimates(
    usable.map(({ logEffect, logStandardError }) => ({
      estimate: logEffect,
      standardError: logStandardError,
    })),
  );
  const shrunkOf = new Map<string, StudyPercent>();
  if (shrunk.ok) {
    usable.forEach(({ key }, k) => {
      const own = shrunk.value.estimates[k];
      if (!own) return;
      const at = (sign: number) =>
        100 * Math.expm1(own.estimate + sign * 1.96 * own.standardDeviation);
      shrunkOf.set(key, { estimate: at(0), lower: at(-1), upper: at(1) });
    });
  }
  return new Map(
    studies.map((study, k) => {
      const qValue = rates.ok ? (rates.value[k] ?? 1) : 1;
      const earned = badgeOf(study, qValue);
      const headline: StudyHeadline = {
        verdict: study.verdict,
        effect: study.effect,
        ...(study.smallestVisible !== undefined && {
          smallestVisible: study.smallestVisible,
        }),
        pValue: study.pValue,
        qValue,
        ...(shrunkOf.has(study.key) && { shrunk: shrunkOf.get(study.key) }),
        badge: earned,
        contradictsClaim:
          study.isClaim &&
          study.verdict === 'found' &&
          study.effect.estimate > 0 &&
          qValue <= BADGE_RATE &&
          !study.placeboBlocks &&
          !study.isSuperseded,
      };
      return [study.key, headline];
    }),
  );
}

function badgeOf(
  study: FinishedEstimate,
  qValue: number,
): StudyHeadline['badge'] {
  const no = (why: string) => ({ shown: false, why });
  if (study.isSuperseded) {
    return no('No badge: a newer version of the study has an answer.');
  }
  if (study.verdict === 'not-distinguishable') {
    return no('No badge: not distinguishable from no change.');
  }
  if (study.verdict === 'adopters-may-differ') {
    return no('No badge: it may be the teams that adopted, not the offering.');
  }
  if (study.effect.estimate > 0) {
    return no('No badge: the change is for the worse.');
  }
  if (study.placeboBlocks) {
    return no(
      'No badge: adopting teams were already moving before they adopted.',
    );
  }
  if (study.sharedQueue) {
    return no(
      'No badge: adopting and other teams share a queue, so what the ones gain the others may lose.',
    );
  }
  const rate = qValue.toFixed(2);
  return qValue <= BADGE_RATE
    ? {
        shown: true,
        why: `Badge: among all finished studies its false discovery rate is ${rate}, at most ${BADGE_RATE}.`,
      }
    : no(
        `No badge: among all finished studies its false discovery rate is ${rate}, above ${BADGE_RATE}.`,
      );
}
