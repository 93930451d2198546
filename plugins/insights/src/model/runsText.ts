import type { MetricAnswer, MetricStatus } from '@mli/plugin-insights-common';
import { formatCount } from '@mli/plugin-ml-platform-react';

const STATUS_WORDS: Record<Exclude<MetricStatus, 'ok'>, string> = {
  hidden: 'hidden',
  'not-enough-data': 'too few',
  'too-little-seen': 'unseen',
  'not-available': '–',
};

/**
 * The n of a dense table. Where there is no number it says why in a word; the cells beside it show the sign, and the
 * whole sentence when they are pressed.
 */
export function runsText(answer: MetricAnswer | undefined): string {
  if (!answer) return '–';
  if (answer.n !== undefined) return formatCount(answer.n);
  return answer.status === 'ok' ? '–' : STATUS_WORDS[answer.status];
}
