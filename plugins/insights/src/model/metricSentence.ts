import type { MetricAnswer, MetricStatus } from '@mli/plugin-insights-common';
import {
  formatCount,
  formatDuration,
  formatShare,
} from '@mli/plugin-ml-platform-react';

interface Phrases {
  half: (duration: string) => string;
  tail: (share: string, duration: string) => string;
  none: string;
}

const PHRASES: Record<string, Phrases> = {
  queue_time: {
    half: duration => `half of the runs waited less than ${duration}`,
    tail: (share, duration) => `one in ${share} waited longer than ${duration}`,
    none: 'half of the runs did not wait',
  },
  run_time: {
    half: duration => `half of the successful runs took less than ${duration}`,
    tail: (share, duration) => `one in ${share} took longer than ${duration}`,
    none: 'half of the successful runs took no time at all',
  },
};

/** Why there is no number, where the answer does not say so itself. */
const WITHOUT_NUMBER: Record<Exclude<MetricStatus, 'ok'>, string> = {
  'not-enough-data': 'Not enough data: at least 20 runs are needed.',
  hidden: 'Hidden: fewer than 5 people.',
  'too-little-seen': 'Too little seen: most of the known jobs sent no runs.',
  'not-available': 'Not available: no source sends what this needs.',
};

/** The sentence that stands for an answer without a number. */
export function withoutNumber(answer: MetricAnswer): string | undefined {
  if (answer.status === 'ok') return undefined;
  return answer.reason ?? WITHOUT_NUMBER[answer.status];
}

function capitalised(words: string): string {
  return words.charAt(0).toLocaleUpperCase('en-US') + words.slice(1);
}

function quantiles(answer: MetricAnswer, phrases: Phrases): string[] {
  const parts: string[] = [];
  if (answer.p50 !== undefined) {
    parts.push(
      answer.p50 > 0 ? phrases.half(formatDuration(answer.p50)) : phrases.none,
    );
  }
  if (answer.p90 !== undefined) {
    parts.push(phrases.tail('ten', formatDuration(answer.p90)));
  } else if (answer.p75 !== undefined) {
    parts.push(phrases.tail('four', formatDuration(answer.p75)));
  }
  return parts;
}

function waiting(answer: MetricAnswer): string[] {
  const sentences: string[] = [];
  if (answer.zeroShare !== undefined && answer.zeroShare > 0) {
    const share = formatShare(answer.zeroShare);
    sentences.push(`${capitalised(share)} started without waiting.`);
  }
  if (answer.neverStarted !== undefined && answer.neverStarted > 0) {
    const count = formatCount(answer.neverStarted);
    sentences.push(
      `${count} ${answer.neverStarted === 1 ? 'run' : 'runs'} never started.`,
    );
  }
  return sentences;
}

/** The answer in words: what a reader should know before looking at the picture. */
export function metricSentence(answer: MetricAnswer): string {
  const missing = withoutNumber(answer);
  if (missing) return missing;
  const phrases = PHRASES[answer.metric];
  if (!phrases) return `${answer.definition.title}, ${answer.n ?? 0} runs.`;
  const parts = quantiles(answer, phrases);
  const sentences = [
    parts.length > 0
      ? `${capitalised(parts.join('; '))}.`
      : 'Too few runs for quantiles.',
  ];
  if (answer.metric === 'queue_time') sentences.push(...waiting(answer));
  return sentences.join(' ');
}
