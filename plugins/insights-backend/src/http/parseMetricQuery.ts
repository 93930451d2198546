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
import {
  Facet,
  MetricQuery,
  WindowRequest,
} from '../core/metrics/MetricQuery';
import {
  closedWindow,
  Day,
  lastClosedEnd,
  windowNamedBy,
} from '../core/metrics/windows';
import { fullRef } from './parseRefs';
import { QueryReader } from './QueryReader';

export const METRIC_PARAMETERS = [
  'team',
  'stage',
  'offering',
  'source',
  'component',
  'trigger',
  'runClass',
  'window',
  'from',
  'to',
  'groupBy',
  'format',
] as const;

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
  const reader = new QueryReader(raw, METRIC_PARAMETERS);
  const facet = readFacet(reader, context);
  const team = readTeam(reader);
  const groupBy = reader.oneOf('groupBy', METRIC_GROUPINGS);
  refuseIllegalGrouping(reader, facet, groupBy);
  const view = {
    triggers: reader.oneOf('trigger', ['all', ...TRIGGERS]) ?? 'default',
    runClasses: reader.oneOf('runClass', ['all', ...RUN_CLASSES]) ?? 'default',
  } as const;
  const window = readWindow(reader, context, facet);
  const format = reader.oneOf('format', ['json', 'csv']) ?? 'json';
  const id = metricNamed(metric);
  reader.refuseFaults();
  return { metric: id, team, facet, view, window, groupBy, format };
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

function readTeam(reader: QueryReader): string | undefined {
  const text = reader.text('team');
  const team = text === undefined ? undefined : fullRef(text, 'group');
  if (text !== undefined && team === undefined) {
    reader.faults.push(
      `'team' is '${text}', which is not the ref of a Group; write it like lanes or group:default/lanes`,
    );
  }
  return team;
}

function readFacet(reader: QueryReader, context: MetricQueryContext): Facet {
  const given = (['stage', 'offering', 'source', 'component'] as const).filter(
    name => reader.text(name) !== undefined,
  );
  if (given.length > 1) {
    reader.faults.push(
      `${given.join(' and ')} cannot be combined. ${ALLOWED_NODES}`,
    );
    return { kind: 'none' };
  }
  const [kind] = given;
  const value = kind && reader.text(kind);
  if (kind === undefined || value === undefined) {
    return { kind: 'none' };
  }
  if (kind === 'stage') {
    return {
      kind,
      value:
        reader.oneOf('stage', [...context.stages, UNKNOWN_STAGE]) ??
        UNKNOWN_STAGE,
    };
  }
  if (kind === 'offering') {
    const offering = fullRef(value, 'offering');
    if (offering === undefined) {
      reader.faults.push(
        `'offering' is '${value}', which is not the ref of an Offering; write it like feature-store or offering:default/feature-store`,
      );
    }
    return { kind, value: offering ?? value };
  }
  return { kind, value };
}

function refuseIllegalGrouping(
  reader: QueryReader,
  facet: Facet,
  groupBy: MetricGrouping | undefined,
): void {
  if (facet.kind === 'none' || groupBy === undefined || groupBy === 'team') {
    return;
  }
  if (groupBy === 'week' && facet.kind === 'stage') {
    return;
  }
  reader.faults.push(
    groupBy === 'week'
      ? `groupBy=week cannot be combined with ${facet.kind}; weeks are released for a unit, or a unit and a stage`
      : `groupBy=${groupBy} cannot be combined with ${facet.kind}. ${ALLOWED_NODES}; groupBy=team goes with each of them`,
  );
}

function readWindow(
  reader: QueryReader,
  context: MetricQueryContext,
  facet: Facet,
): WindowRequest {
  const name = reader.oneOf('window', METRIC_WINDOWS);
  const from = reader.day('from');
  const to = reader.day('to');
  const closedEnd = lastClosedEnd(context.now, context.firstMonday);
  const options = { closedEnd, firstMonday: context.firstMonday };
  const gaveDays =
    reader.text('from') !== undefined || reader.text('to') !== undefined;
  if (gaveDays) {
    if (reader.text('window') !== undefined) {
      reader.faults.push(`give either 'window' or 'from' and 'to'`);
    }
    const named = from && to ? windowNamedBy({ from, to }, options) : undefined;
    if (named) {
      return { kind: 'closed', window: named };
    }
    reader.faults.push(
      `'from' and 'to' must name a closed window: a 4-week block counted from ${context.firstMonday}, an ISO week of one, or the 12 or 52 weeks before ${closedEnd} (to is exclusive); or use window=${METRIC_WINDOWS.join('|')}`,
    );
  }
  if (name === 'all') {
    return { kind: 'all' };
  }
  const alone =
    facet.kind === 'source' &&
    ['team', 'trigger', 'runClass', 'groupBy', 'window'].every(
      parameter => reader.text(parameter) === undefined,
    );
  if (alone && !gaveDays) {
    return { kind: 'source-history' };
  }
  return { kind: 'closed', window: closedWindow(name ?? '12w', options) };
}

