import { ServiceLevel, withUnit } from './offeringDetails';

/** The latest value of a fact about an offering, as scorecards tells it. */
export interface Measurement {
  fact: string;
  state: 'ok' | 'absent' | 'no-data';
  value?: number | boolean | string | string[];
  unit?: string;
  observedAt: string;
  source: string;
}

/** Letters and digits of a name, so that `availability of submission` and `availability_of_submission` are one. */
function plain(name: string): string {
  return name
    .toLocaleLowerCase('en-US')
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_|_$/g, '');
}

function lastPart(fact: string): string {
  return plain(fact.split(/[./]/).at(-1) ?? fact);
}

/**
 * What was measured of a promise: the fact its provider names, else the newest one whose last part is called like the
 * indicator (`sla.availability`, `ops.availability`).
 */
export function measurementOf(
  level: ServiceLevel,
  measurements: readonly Measurement[],
): Measurement | undefined {
  const name = plain(level.indicator);
  const fits = ({ fact }: Measurement) =>
    level.fact ? fact === level.fact : lastPart(fact) === name;
  return measurements
    .filter(each => each.state === 'ok' && each.value !== undefined)
    .filter(fits)
    .sort((a, b) => Date.parse(b.observedAt) - Date.parse(a.observedAt))[0];
}

export function measuredValue({ value, unit }: Measurement): string {
  const text =
    typeof value === 'number'
      ? value.toLocaleString('en-US', { maximumFractionDigits: 3 })
      : [value].flat().join(', ');
  return withUnit(text, unit);
}

/** `external:slo-exporter` as people call it. */
export function sourceName(source: string): string {
  return source.replace(/^[a-z]+:/, '');
}
