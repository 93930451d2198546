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
  iteration_time: {
    half: duration => `half of the iterations took less than ${duration}`,
    tail: (share, duration) => `one in ${share} took longer than ${duration}`,
    none: 'half of the iterations took no time at all',
  },
  cycle_time: {
    half: duration => `half of the next tries started within ${duration}`,
    tail: (share, duration) => `one in ${share} took longer than ${duration}`,
    none: 'half of the next tries started at once',
  },
  think_time: {
    half: duration => `half of the pauses between tries were below ${duration}`,
    tail: (share, duration) => `one in ${share} was longer than ${duration}`,
    none: 'half of the next tries started at once',
  },
  start_gap: {
    half: duration =>
      `half of the runs started within ${duration} of the one before`,
    tail: (share, duration) => `one in ${share} came later than ${duration}`,
    none: 'half of the runs started together with the one before',
  },
  startup_time: {
    half: duration =>
      `half of the runs had their first batch within ${duration} of the start`,
    tail: (share, duration) => `one in ${share} took longer than ${duration}`,
    none: 'half of the runs had their first batch at once',
  },
  time_to_first_result: {
    half: duration =>
      `half of the runs had their first batch within ${duration} of submission`,
    tail: (share, duration) => `one in ${share} took longer than ${duration}`,
    none: 'half of the runs had their first batch at once',
  },
  commit_to_start: {
    half: duration => `half of the commits ran within ${duration}`,
    tail: (share, duration) => `one in ${share} took longer than ${duration}`,
    none: 'half of the commits ran at once',
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

const VALUE_WORDS: Readonly<Record<string, string>> = {
  overlap_ratio: 'of the runs started before the one before them had ended',
  wait_share: 'of the time from submission to end went into waiting',
  failed_ratio: 'of the runs that ended have failed',
  system_failed_ratio: 'of the runs that ended were failed by the system',
  lost_ratio: 'of the runs fell silent and are lost',
  unclosed_ratio: 'of the runs never said that they ended',
  offering_share: 'of the runs in its stages ran on the offering',
  outside_share: 'of the runs ran on nothing that MLI offers',
};

/** Of what is one number: a share, a rate, or a sum. */
function valueSentence(answer: MetricAnswer): string | undefined {
  const { causes, metric, p50, value } = answer;
  if (value === undefined) return undefined;
  const words = VALUE_WORDS[metric];
  if (words) {
    const whose =
      causes && value > 0
        ? ` The system caused ${formatShare(causes.system)} of the failures, the user ${formatShare(causes.user)}; of ${formatShare(causes.unknown)} nobody said.`
        : '';
    return `${formatShare(value)} ${words}.${whose}`;
  }
  switch (metric) {
    case 'runs_per_active_person_week':
      return `${value.toLocaleString('en-US', { maximumFractionDigits: 1 })} iterations in a week in which somebody is active.`;
    case 'gpu_hours_in_failed_runs':
      return `${formatCount(Math.round(value))} GPU hours went into runs that failed, ${formatShare(value / Math.max(answer.denominator ?? 0, 1e-9))} of all.`;
    case 'time_to_first_success':
    case 'experiment_to_production':
      return `${formatShare(value)} got there${p50 === undefined ? '' : `; half within ${formatDuration(p50)}`}. Those who are not there yet are counted as still on the way.`;
    default:
      return undefined;
  }
}

/** The answer in words: what a reader should know before looking at the picture. */
export function metricSentence(answer: MetricAnswer): string {
  const missing = withoutNumber(answer);
  if (missing) return missing;
  const said = valueSentence(answer);
  if (said) return said;
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
