import { MetricAnswer } from '@mli/plugin-insights-common';
import { CsvColumns } from './csv';

/** Names carry the unit of the metric in their own column; a hidden answer has empty fields and says so. */
export const METRIC_COLUMNS: CsvColumns<MetricAnswer> = [
  ['metric', row => row.metric],
  ['definition_version', row => row.definition.version],
  ['unit', row => row.unit],
  ['team', row => row.group.team],
  ['stage', row => row.group.stage],
  ['offering', row => row.group.offering],
  ['source', row => row.group.source],
  ['week', row => row.group.week],
  ['scope', row => row.scope],
  ['window', row => row.window.name],
  ['from', row => row.window.from],
  ['to', row => row.window.to],
  ['status', row => row.status],
  ['reason', row => row.reason],
  ['n', row => row.n],
  ['people', row => row.people],
  ['never_started', row => row.neverStarted],
  ['p50', row => row.p50],
  ['p75', row => row.p75],
  ['p90', row => row.p90],
  ['p95', row => row.p95],
  ['p99', row => row.p99],
  ['mean', row => row.mean],
  ['zero_share', row => row.zeroShare],
  ['censored_p50', row => row.censored?.p50],
  ['censored_p90', row => row.censored?.p90],
];
