import { NotFoundError } from '@backstage/errors';
import {
  METRIC_GROUPINGS,
  METRIC_IDS,
  METRIC_WINDOWS,
  MetricGrouping,
  MetricId,
  RUN_CLASSES,
  TRIGGERS,
  UNKNOWN_STAGE,
} from '@mli/plugin-insights-common';
import { z } from 'zod';
import { Facet, MetricQuery, WindowRequest } from '../core/metrics/MetricQuery';
import {
  closedWindow,
  Day,
  lastClosedEnd,
  windowNamedBy,
} from '../core/metrics/windows';
import { queryText, readQuery, refuseFaults } from './readQuery';
import { readComponent, readOffering, readTeam } from './readRefs';

/** The parameters of `GET /metrics/{metric}`. */
export const metricQueryShape = {
  team: queryText
    .optional()
    .describe('a unit, with everything below it; absent: the whole company'),
  stage: queryText.optional(),
  offering: queryText.optional(),
  source: queryText
    .optional()
    .describe('alone: all of its data, all triggers, all run classes'),
  component: queryText.optional(),
  trigger: z
    .enum(['all', ...TRIGGERS])
    .optional()
    .describe('absent: human and unknown'),
  runClass: z
    .enum(['all', ...RUN_CLASSES])
    .optional()
    .describe('absent: full'),
  window: z
    .enum(METRIC_WINDOWS)
    .optional()
    .describe('absent: the last closed 12 weeks'),
  from: z.iso.date().optional().describe('with to: names a closed window'),
  to: z.iso.date().optional().describe('exclusive'),
  groupBy: z.enum(METRIC_GROUPINGS).optional(),
  format: z.enum(['json', 'csv']).optional(),
};

type MetricParameters = ReturnType<
  typeof readQuery<typeof metricQueryShape>
>['values'];

export interface MetricQueryContext {
  readonly now: Date;
  readonly firstMonday: Day;
  readonly stages: readonly string[];
}

const ALLOWED_NODES =
  'A number may be asked for one unit of the organisation (team=, or the whole company without it), in one window, for at most one of stage, offering, source, component';

/**
 * Reads `GET /metrics/{metric}`.
 *
 * @throws NotFoundError (404) for a metric nobody defined; InputError (400) with everything else that is wrong
 */
export function parseMetricQuery(
  metric: string,
  raw: Readonly<Record<string, unknown>>,
  context: MetricQueryContext,
): MetricQuery {
  const { values, faults } = readQuery(raw, metricQueryShape);
  const facet = readFacet(values, context, faults);
  const team = readTeam(values.team, faults);
  refuseIllegalGrouping(facet, values.groupBy, faults);
  const window = readWindow(values, context, { facet, faults });
  const id = metricNamed(metric);
  refuseFaults(faults);
  return {
    metric: id,
    team,
    facet,
    view: {
      triggers: values.trigger ?? 'default',
      // The default by its own name is the same view, judged the same way.
      runClasses:
        values.runClass === undefined || values.runClass === 'full'
          ? 'default'
          : values.runClass,
    },
    window,
    groupBy: values.groupBy,
    format: values.format ?? 'json',
  };
}

function metricNamed(metric: string): MetricId {
  const id = METRIC_IDS.find(candidate => candidate === metric);
  if (id === undefined) {
    throw new NotFoundError(
      `There is no metric '${metric.slice(0, 60)}'; there are ${METRIC_IDS.join(', ')}.`,
    );
  }
  return id;
}

function readFacet(
  values: MetricParameters,
  context: MetricQueryContext,
  faults: string[],
): Facet {
  const given = (['stage', 'offering', 'source', 'component'] as const).filter(
    name => values[name] !== undefined,
  );
  const [kind] = given;
  const value = kind && values[kind];
  if (kind === undefined || value === undefined) {
    return { kind: 'none' };
  }
  if (given.length > 1) {
    faults.push(`${given.join(' and ')} cannot be combined. ${ALLOWED_NODES}`);
    return { kind: 'none' };
  }
  const stages = [...context.stages, UNKNOWN_STAGE];
  if (kind === 'stage' && !stages.includes(value)) {
    faults.push(
      `'stage' is '${value}'; it must be one of ${stages.join(', ')}`,
    );
  }
  if (kind === 'offering') {
    return { kind, value: readOffering(value, faults) ?? value };
  }
  return kind === 'component'
    ? { kind, value: readComponent(value, faults) ?? value }
    : { kind, value };
}

function refuseIllegalGrouping(
  facet: Facet,
  groupBy: MetricGrouping | undefined,
  faults: string[],
): void {
  if (facet.kind === 'none' || groupBy === undefined || groupBy === 'team') {
    return;
  }
  if (groupBy === 'week' && facet.kind === 'stage') {
    return;
  }
  faults.push(
    groupBy === 'week'
      ? `groupBy=week cannot be combined with ${facet.kind}; weeks are released for a unit, or a unit and a stage`
      : `groupBy=${groupBy} cannot be combined with ${facet.kind}. ${ALLOWED_NODES}; groupBy=team goes with each of them`,
  );
}

function readWindow(
  values: MetricParameters,
  context: MetricQueryContext,
  { facet, faults }: { facet: Facet; faults: string[] },
): WindowRequest {
  const { from, to, window: name } = values;
  const closedEnd = lastClosedEnd(context.now, context.firstMonday);
  const options = { closedEnd, firstMonday: context.firstMonday };
  if (from !== undefined || to !== undefined) {
    if (name !== undefined) {
      faults.push(`give either 'window' or 'from' and 'to'`);
    }
    const named = from && to ? windowNamedBy({ from, to }, options) : undefined;
    if (named) {
      return { kind: 'closed', window: named };
    }
    faults.push(
      `'from' and 'to' must name a closed window: a 4-week block counted from ${context.firstMonday}, an ISO week of one, or the 12 or 52 weeks before ${closedEnd} (to is exclusive); or use window=${METRIC_WINDOWS.join('|')}`,
    );
  }
  if (name === 'all') {
    return { kind: 'all' };
  }
  const { team, trigger, runClass, groupBy } = values;
  const narrowed = [team, trigger, runClass, groupBy, name, from, to].some(
    value => value !== undefined,
  );
  return facet.kind === 'source' && !narrowed
    ? { kind: 'source-history' }
    : { kind: 'closed', window: closedWindow(name ?? '12w', options) };
}
