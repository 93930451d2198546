import { parseTime } from '../facts/factValue';
import type { FactReading, FactRegistry } from '../facts/FactSchema';

interface AskedFact {
  readonly fact: string;
  readonly maxAgeMs?: number;
}

interface UnknownInput {
  readonly registry: FactRegistry;
  readonly now: Date;
}

export interface WhyUnknown {
  readonly truth: 'no-data' | 'stale' | 'error';
  readonly reason: string;
}

function agedOut(
  { fact, maxAgeMs }: AskedFact,
  reading: FactReading,
  { registry, now }: UnknownInput,
): boolean {
  const limit = maxAgeMs ?? registry.get(fact)?.freshnessMs;
  return (
    limit !== undefined && now.getTime() - reading.observedAt.getTime() > limit
  );
}

/** What is stored was normalised before; here only a value that changed its type on the way is found. */
function isOfItsType({ type, value }: FactReading): boolean {
  switch (type) {
    case 'number':
      return Number.isFinite(value);
    case 'set':
      return (
        Array.isArray(value) && value.every(item => typeof item === 'string')
      );
    case 'time':
      return parseTime(value) !== undefined;
    default:
      return typeof value === type;
  }
}

/** Why nothing can be said about a fact; undefined where it has a value, or is known to have none. */
export function whyUnknown(
  asked: AskedFact,
  reading: FactReading | undefined,
  input: UnknownInput,
): WhyUnknown | undefined {
  const titleOf = () => input.registry.titleOf(asked.fact);
  if (!reading || reading.state === 'no-data') {
    const why = reading?.reason ? ` (${reading.reason})` : '';
    return {
      truth: 'no-data',
      reason: `nothing is known about ${titleOf()}${why}`,
    };
  }
  if (agedOut(asked, reading, input)) {
    return {
      truth: 'stale',
      reason: `${titleOf()} was last seen at ${reading.observedAt.toISOString()}, which is too long ago`,
    };
  }
  if (reading.validUntil && reading.validUntil <= input.now) {
    return {
      truth: 'stale',
      reason: `${titleOf()} held until ${reading.validUntil.toISOString()} and was not renewed`,
    };
  }
  if (reading.state === 'ok' && !isOfItsType(reading)) {
    return {
      truth: 'error',
      reason: `${titleOf()} has a value that is not of its type ${reading.type ?? '(none)'}`,
    };
  }
  return undefined;
}
