import { Estimate, SegmentLoss } from './lossReport';
import { JobClassLoss } from './unitLosses';

/** One kind of job is named where it holds at least this much of a loss. */
const NAMED_SHARE = 0.6;
const SMALLEST_HOURS = 0.5;

export function formatHours(hours: number): string {
  return hours >= 10 || hours === 0
    ? `${Math.round(hours)} h`
    : `${Math.round(hours * 10) / 10} h`;
}

/** `61 h a week (44 to 79)` */
export function formatEstimate({ value, low, high }: Estimate): string {
  const bare = (hours: number) => formatHours(hours).replace(' h', '');
  return `${formatHours(value)} a week (${bare(low)} to ${bare(high)})`;
}

/** `waiting for 64-GPU training`, `system failures in evaluation` */
export function lossWords(
  segment: Pick<SegmentLoss, 'stage' | 'phase'>,
  classes: readonly JobClassLoss[],
): string {
  const { stage, phase } = segment;
  if (phase === 'execution') {
    return `system failures in ${stage}`;
  }
  const job = `${gpuWords(classes)}${stage}`;
  return phase === 'queue' ? `waiting for ${job}` : `start-up of ${job}`;
}

export function jobClassWords({
  runClass,
  gpus,
}: Pick<JobClassLoss, 'runClass' | 'gpus'>): string {
  const of = gpus > 0 ? `${gpuName(gpus)} ` : '';
  return `${of}${runClass} runs${gpus === 0 ? ' without GPU' : ''}`;
}

/** `lost 61 h a week (44 to 79): 38 h waiting for training, 14 h system failures in evaluation` */
export function unitSentence(
  total: Estimate,
  parts: readonly { words: string; hours: number }[],
): string {
  const named = parts
    .filter(({ hours }) => hours >= SMALLEST_HOURS)
    .slice(0, 3)
    .map(({ words, hours }) => `${formatHours(hours)} ${words}`);
  const head = `lost ${formatEstimate(total)}`;
  return named.length > 0 ? `${head}: ${named.join(', ')}` : head;
}

function gpuWords(classes: readonly JobClassLoss[]): string {
  const total = classes.reduce((sum, { hours }) => sum + hours, 0);
  const byGpus = new Map<number, number>();
  for (const { gpus, hours } of classes) {
    byGpus.set(gpus, (byGpus.get(gpus) ?? 0) + hours);
  }
  for (const [gpus, hours] of byGpus) {
    if (gpus > 1 && hours >= NAMED_SHARE * total) {
      return `${gpuName(gpus)} `;
    }
  }
  return '';
}

function gpuName(gpus: number): string {
  return `${gpus}-GPU`;
}
