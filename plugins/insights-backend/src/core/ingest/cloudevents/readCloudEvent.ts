import { JsonObject } from '../canonicalJson';
import {
  createItemReader,
  Interpretation,
  rejected,
} from '../createItemReader';
import { ItemReader, ReadContext } from '../item';
import { defined, isObject, textOf } from '../objects';
import { interpretCdEvent, isCdEventType } from './interpretCdEvent';
import {
  interpretRunEvent,
  interpretUsageEvent,
  runStepOf,
  USAGE_TYPE,
} from './interpretOwnEvent';
import { Envelope, isBareCdEvent, readEnvelope } from './readEnvelope';

const MAX_BYTES = 64 * 1024;

/** What an event is judged by beside what every reader is given. */
export interface CloudEventRules {
  /** Whether the source may carry this attribute `source`. */
  readonly allowsSource: (source: string) => boolean;
  /** Whether an offering recognises its use by this type. */
  readonly claimsType: (type: string) => boolean;
}

/** Reads CloudEvents 1.0 in their JSON format, and CDEvents with and without an envelope. */
export function createCloudEventReader(rules: CloudEventRules): ItemReader {
  return createItemReader({
    maxBytes: MAX_BYTES,
    interpret: (value, context, notes) => {
      const envelope = isBareCdEvent(value)
        ? envelopeOfCdEvent(value)
        : readEnvelope(value);
      if (typeof envelope === 'string') {
        return rejected('wrong-field', envelope);
      }
      if (!rules.allowsSource(envelope.source)) {
        return rejected(
          'source-not-allowed',
          'Its attribute source is not one this source may carry (insights.sources[].cloudEventSources).',
        );
      }
      const read = interpretByType(envelope, { rules, context, notes });
      return read.status === 'rejected'
        ? read
        : {
            id: envelope.id,
            // Ids are unique within the attribute source only.
            eventId: `${envelope.source} ${envelope.id}`,
            ...read,
          };
    },
  });
}

interface Reader {
  readonly rules: CloudEventRules;
  readonly context: ReadContext;
  readonly notes: string[];
}

function interpretByType(
  envelope: Envelope,
  { rules, context, notes }: Reader,
): Interpretation {
  const step = runStepOf(envelope.type);
  if (step) {
    return interpretRunEvent(envelope, step, context, notes);
  }
  if (envelope.type === USAGE_TYPE) {
    return interpretUsageEvent(envelope, context, notes);
  }
  if (isCdEventType(envelope.type)) {
    return interpretCdEvent(envelope, context, notes);
  }
  if (rules.claimsType(envelope.type)) {
    return interpretUsageEvent(
      { ...envelope, data: usageDataOf(envelope) },
      context,
      notes,
    );
  }
  return {
    status: 'quarantined',
    reason: 'unknown-type',
    sentence:
      'Its type is neither one of the portal nor one that an offering recognises as its use.',
  };
}

/** A CDEvent has the attributes of its envelope in `context`. */
function envelopeOfCdEvent(value: JsonObject): Envelope | string {
  const { context } = value;
  return readEnvelope({
    ...(typeof context === 'object' && !Array.isArray(context)
      ? {
          id: context?.id ?? null,
          source: context?.source ?? null,
          type: context?.type ?? null,
          ...(typeof context?.timestamp === 'string' && {
            time: context.timestamp,
          }),
        }
      : {}),
    specversion: '1.0',
    data: value,
  });
}

/** A type that an offering recognises is a use of it; of its data only what says by whom and how much is looked at. */
function usageDataOf({ type, data }: Envelope): JsonObject {
  const { actor, user, team, component, quantity } = isObject(data) ? data : {};
  return defined({
    key: textOf(type, 320) ?? 'claimed',
    actor: textOf(actor, 320) ?? textOf(user, 320),
    team: textOf(team, 320),
    component: textOf(component, 320),
    quantity:
      typeof quantity === 'number' && quantity >= 0 ? quantity : undefined,
  });
}
