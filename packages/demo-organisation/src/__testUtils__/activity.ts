import { DEFAULT_SEED, generateActivity } from '../activity/generateActivity';
import { SourcedRunRecord } from '../activity/RunPlan';
import { demoOrganisation } from '../organisation/demoOrganisation';

/** The last moment of an ISO week, so that the last week is whole. */
export const UNTIL = new Date('2026-11-22T23:59:59.999Z');

const organisation = demoOrganisation();

export function generate(
  options: Partial<Parameters<typeof generateActivity>[0]> = {},
): SourcedRunRecord[] {
  return [
    ...generateActivity({
      seed: DEFAULT_SEED,
      until: UNTIL,
      organisation,
      ...options,
    }),
  ];
}

export function queueSeconds(record: SourcedRunRecord): number | undefined {
  return seconds(record.submittedAt, record.startedAt);
}

export function runSeconds(record: SourcedRunRecord): number | undefined {
  return seconds(record.startedAt, record.endedAt);
}

function seconds(from?: string, to?: string): number | undefined {
  return from && to ? (Date.parse(to) - Date.parse(from)) / 1000 : undefined;
}

export function numbers(values: readonly (number | undefined)[]): number[] {
  return values.filter(value => value !== undefined);
}

/** Jobs that ask a cluster for GPUs to train: what the published tables count. */
export function isTraining(record: SourcedRunRecord): boolean {
  return (
    record.source === 'demo-scheduler' &&
    /^(batch|elastic|spot)\./.test(record.namespace) &&
    record.runClass !== 'sweep'
  );
}

export function isEvaluation({ source }: SourcedRunRecord): boolean {
  return source === 'demo-evaluation';
}
