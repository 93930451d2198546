import {
  Loss,
  LossDetail,
  MetricChange,
  TeamLosses,
} from '@mli/plugin-insights-common';
import { formatHours } from './lossWords';

export interface Digest {
  readonly title: string;
  /** What changed, the largest loss, one thing to do; a line each. */
  readonly lines: readonly string[];
}

/**
 * The week of a team in three lines. Undefined where there is nothing to tell: neither a change nor a loss that may be
 * shown.
 */
export function digestOf(options: {
  title: string;
  losses: TeamLosses;
  change?: MetricChange;
  help: LossDetail['help'];
}): Digest | undefined {
  const { title, losses, change, help } = options;
  const largest = losses.status === 'ok' ? losses.items[0] : undefined;
  const changed =
    change?.status === 'ok' && change.sentence
      ? `Iteration time: ${change.sentence}`
      : undefined;
  if (!largest && !changed) {
    return undefined;
  }
  return {
    title: titleOf(title, largest, change),
    lines: [
      ...(changed ? [changed] : []),
      ...(largest ? [`Largest loss: ${largest.sentence}.`] : []),
      actionOf(largest, help),
    ],
  };
}

function titleOf(
  title: string,
  largest: Loss | undefined,
  change: MetricChange | undefined,
): string {
  const speed = change?.speed;
  if (change?.isSaid && speed) {
    const percent = Math.round(Math.abs(speed.value) * 100);
    return `${title} iterates ${percent} % ${speed.value < 0 ? 'faster' : 'slower'} than before`;
  }
  return largest
    ? `${title} lost ${formatHours(largest.hours.value)} a week ${largest.words}`
    : `${title} iterates about as fast as before`;
}

function actionOf(largest: Loss | undefined, help: LossDetail['help']): string {
  const next =
    help.find(one => one.claims && !one.adoptedByTeam) ??
    help.find(one => !one.adoptedByTeam && one.comparableAdopters > 0);
  if (next) {
    return `Next: look at ${next.title}. ${next.effect ?? next.sentence}`;
  }
  return largest
    ? 'Next: nothing that is offered addresses it yet; say what slows you, so that the MLI teams hear of it.'
    : 'Next: open where your weeks go.';
}
