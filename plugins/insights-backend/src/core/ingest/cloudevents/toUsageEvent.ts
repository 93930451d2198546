import { isObject } from '../objects';
import { USAGE_TYPE } from './interpretOwnEvent';

/** A usage record of a file as the CloudEvent it stands for; what is no record is left for the reader to refuse. */
export function toUsageEvent(record: unknown): unknown {
  if (!isObject(record)) {
    return record;
  }
  const { id, at, ...data } = record;
  return {
    specversion: '1.0',
    id: id ?? null,
    source: '/import',
    type: USAGE_TYPE,
    // Without a time an event is of now, a record of a file of a time that it does not tell.
    time: at ?? '',
    data,
  };
}
