import { Loss, TeamLosses } from '@mli/plugin-insights-common';
import { REPORTED_WEEKS, SegmentLoss } from '../../core/losses/lossReport';
import {
  formatEstimate,
  formatHours,
  lossWords,
} from '../../core/losses/lossWords';
import { segmentKey } from '../../core/losses/unitLosses';
import { addDays, DAYS_PER_WEEK } from '../../core/metrics/windows';
import { StoredReport } from '../../store/losses/LossStore';
import { MetricsCaller } from '../MetricsCaller';
import { lossesEnd } from './LossReporter';
import { LOSS_DEFINITION_VERSION, StoredLosses } from './StoredLosses';

export const ENOUGH_RUNS = 20;
const NOTHING_LOST_HOURS = 0.05;

/** A report and the stages of it that may be shown. */
export interface Released {
  readonly stored: StoredReport;
  readonly losses: StoredLosses;
  readonly stages: readonly string[];
}

const DEFINITION = {
  version: LOSS_DEFINITION_VERSION,
  blocked:
    'per person, within working hours: the union of [submitted, first result or start) of their runs without what their runs of the same component executed',
  rework:
    'per person, within working hours: the union of [submitted, ended] of runs failed by the system or lost, without what is blocked already',
};

/** What every answer about a unit begins with, whether anything may be shown or not. */
export function headOf(
  unit: string,
  stored: StoredReport | undefined,
  now: Date,
): Pick<
  TeamLosses,
  | 'unit'
  | 'window'
  | 'weeks'
  | 'definition'
  | 'folded'
  | 'items'
  | 'path'
  | 'handoffs'
  | 'workingHours'
  | 'computedAt'
> {
  const to = stored?.closedEnd ?? lossesEnd(now);
  const losses = stored ? readLosses(stored) : undefined;
  return {
    unit,
    window: { from: addDays(to, -REPORTED_WEEKS * DAYS_PER_WEEK), to },
    weeks: losses?.report.weeks ?? REPORTED_WEEKS,
    definition: DEFINITION,
    folded: [...(losses?.folded ?? [])],
    items: [],
    path: [],
    handoffs: [],
    workingHours: losses?.workingHours ?? '',
    ...(stored ? { computedAt: stored.computedAt.toISOString() } : {}),
  };
}

function readLosses(stored: StoredReport): StoredLosses {
  // Written by LossReporter of the same definition version; another version is computed again before it is read.
  return stored.report as StoredLosses;
}

export function releasedOf(
  stored: StoredReport | undefined,
): Released | undefined {
  return stored?.releasedStages &&
    stored.definitionVersion === LOSS_DEFINITION_VERSION
    ? { stored, losses: readLosses(stored), stages: stored.releasedStages }
    : undefined;
}

export function runsIn({ losses }: Released): number {
  return Object.values(losses.runs).reduce((sum, runs) => sum + runs, 0);
}

/** The losses that may be shown, largest first as they are reported. */
export function lossesOf(
  { stored, losses, stages }: Released,
  caller: MetricsCaller,
): Loss[] {
  return losses.report.segments
    .filter(
      ({ stage, loss }) =>
        stages.includes(stage) &&
        (losses.runs[stage] ?? 0) >= ENOUGH_RUNS &&
        loss.value >= NOTHING_LOST_HOURS,
    )
    .map(segment => {
      const words = lossWords(
        segment,
        losses.jobClasses[segmentKey(segment)] ?? [],
      );
      return {
        team: stored.unit,
        stage: segment.stage,
        phase: segment.phase,
        words,
        sentence: `${formatEstimate(segment.loss)} ${words}`,
        hours: segment.loss,
        ...targetOf(segment, caller),
        ...(segment.recoverable ? { recoverable: segment.recoverable } : {}),
      };
    });
}

function targetOf(
  { target, loss }: SegmentLoss,
  caller: MetricsCaller,
): Pick<Loss, 'target'> {
  if (!target) {
    return {};
  }
  const { kind, hours, reliability, peers } = target;
  const offering =
    target.offering !== undefined && isVisible(target.offering, caller)
      ? target.offering
      : undefined;
  const said = {
    'service-level': `what ${offering ?? 'the offering'} promises is ${formatHours(hours)} a week`,
    'own-best': `the own best 4 of 26 weeks come to ${formatHours(hours)} a week`,
    peers: `the better quarter of ${peers ?? 0} comparable teams comes to ${formatHours(hours)} a week`,
  }[kind];
  const trust =
    kind !== 'service-level' && reliability < 0.2
      ? '; weeks and teams differ by hardly more than chance, so little of the difference is believed'
      : '';
  return {
    target: {
      kind,
      hours,
      reliability,
      ...(offering ? { offering } : {}),
      ...(peers === undefined ? {} : { peers }),
      sentence: `${hours <= loss.value ? 'Target' : 'Already better than the target'}: ${said}${trust}.`,
    },
  };
}

export function bottleneckSentence(
  bottleneck: TeamLosses['bottleneck'],
  items: readonly Loss[],
): string {
  if (!bottleneck) {
    return 'No clear bottleneck: what could be won at the first place and at the second cannot be told apart.';
  }
  const loss = items.find(
    ({ stage, phase }) =>
      stage === bottleneck.stage && phase === bottleneck.phase,
  );
  return `The bottleneck is ${loss?.words ?? bottleneck.stage}: ${formatEstimate(bottleneck.lead)} more could be won there than at the next place.`;
}

export function pathOf(
  { losses, stages }: Released,
  order: readonly string[],
  caller: MetricsCaller,
): TeamLosses['path'] {
  const known = new Map(losses.path.map(one => [one.stage, one]));
  const all = [
    ...order,
    ...losses.path
      .map(({ stage }) => stage)
      .filter(stage => !order.includes(stage)),
  ];
  return all.map(stage => {
    const part = known.get(stage);
    if (!part || part.runs === 0 || !stages.includes(stage)) {
      return { stage, seen: false };
    }
    const used = losses.offerings.filter(one => one.stage === stage);
    const total = Math.max(1, part.runs);
    return {
      stage,
      seen: true,
      runs: part.runs,
      workedHours: part.workedHours,
      blockedHours: part.blockedHours,
      reworkHours: part.reworkHours,
      offerings: used
        .filter(
          ({ offering }) => offering !== '' && isVisible(offering, caller),
        )
        .map(({ offering, runs }) => ({
          offering,
          share: Math.min(1, runs / total),
        })),
      outsideShare: Math.min(
        1,
        (used.find(({ offering }) => offering === '')?.runs ?? 0) / total,
      ),
    };
  });
}

function isVisible(offering: string, caller: MetricsCaller): boolean {
  return (
    caller.visibleOfferings === 'all' || caller.visibleOfferings.has(offering)
  );
}
