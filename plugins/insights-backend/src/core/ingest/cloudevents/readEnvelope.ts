import { CloudEvent } from 'cloudevents';
import { JsonObject, JsonValue } from '../canonicalJson';
import { isObject, textOf } from '../objects';

/** The attributes of a CloudEvent that mean something to us, and its data as JSON. */
export interface Envelope {
  readonly id: string;
  readonly source: string;
  readonly type: string;
  /** As written, microseconds included; undefined where the producer left it out. */
  readonly time?: string;
  readonly subject?: string;
  readonly data?: JsonValue;
}

const REQUIRED = ['specversion', 'id', 'source', 'type'] as const;
const LONGEST = 1000;
const UNREADABLE = Symbol('unreadable');

/**
 * Reads a CloudEvent 1.0 in its JSON format. Answers a sentence where it is none; the sentence holds nothing of it.
 */
export function readEnvelope(value: JsonObject): Envelope | string {
  const missing = REQUIRED.filter(
    name => textOf(value[name], LONGEST) === undefined,
  );
  if (missing.length > 0) {
    return `A CloudEvent needs ${missing.join(', ')} as text.`;
  }
  if (value.specversion !== '1.0') {
    return 'specversion must be 1.0.';
  }
  if (!hasValidAttributes(value)) {
    return 'An attribute is not what CloudEvents 1.0 allows: names are lower-case letters and digits, values are text, numbers or booleans, source is a URI reference.';
  }
  const data = readData(value);
  if (data === UNREADABLE) {
    return 'data_base64 must hold JSON in UTF-8.';
  }
  return {
    id: String(value.id),
    source: String(value.source),
    type: String(value.type),
    ...(typeof value.time === 'string' && { time: value.time }),
    ...(typeof value.subject === 'string' && { subject: value.subject }),
    ...(data !== undefined && { data }),
  };
}

/**
 * Names of extensions, and the formats of source, dataschema and the like, are judged by the library. It is given
 * neither data, which it would copy and which is judged by type, nor time, which has microseconds here.
 */
function hasValidAttributes(value: JsonObject): boolean {
  const attributes = Object.entries(value).filter(
    ([name, item]) =>
      // In the JSON format null is the same as absent.
      item !== null && !['data', 'data_base64', 'time'].includes(name),
  );
  if (attributes.some(([, item]) => typeof item === 'object')) {
    return false;
  }
  try {
    // eslint-disable-next-line no-new -- constructing is how it validates
    new CloudEvent(Object.fromEntries(attributes), true);
    return true;
  } catch {
    return false;
  }
}

function readData(
  value: JsonObject,
): JsonValue | undefined | typeof UNREADABLE {
  const { data, data_base64: base64, datacontenttype } = value;
  if (data !== undefined || base64 === undefined) {
    // Some producers send JSON as text; the content type tells.
    return typeof data === 'string' && isJsonType(datacontenttype)
      ? (parseJson(data) ?? data)
      : data;
  }
  if (typeof base64 !== 'string' || !isJsonType(datacontenttype)) {
    return undefined;
  }
  return (
    parseJson(Buffer.from(base64, 'base64').toString('utf8')) ?? UNREADABLE
  );
}

function isJsonType(type: JsonValue | undefined): boolean {
  return (
    type === undefined ||
    (typeof type === 'string' &&
      /^\s*[a-z]+\/(?:[a-z0-9.+-]+\+)?json\s*(?:;|$)/i.test(type))
  );
}

function parseJson(text: string): JsonValue | undefined {
  try {
    // JSON.parse answers nothing but these.
    return JSON.parse(text) as JsonValue;
  } catch {
    return undefined;
  }
}

/** A body has these, a header never. */
const OF_BODY = new Set(['data', 'data_base64']);

/**
 * The attributes of binary content mode: `ce-*` headers, percent-encoded where they are not plain ASCII, some in
 * quotes. Answers a sentence where they say nothing clear; it holds nothing of them.
 *
 * @param headers - by lower-case name, every value that was sent under it
 */
export function readBinaryAttributes(
  headers: Readonly<Record<string, readonly string[] | undefined>>,
): Record<string, string> | string {
  const attributes: Record<string, string> = {};
  for (const [header, values = []] of Object.entries(headers)) {
    if (!header.startsWith('ce-')) {
      continue;
    }
    const name = header.slice(3);
    const [value = ''] = values;
    if (values.some(other => other !== value)) {
      return 'A ce-* header is there twice and says two things.';
    }
    if (OF_BODY.has(name)) {
      return 'In binary mode the data are the body; a ce-* header cannot hold them.';
    }
    const quoted = /^"(.*)"$/.exec(value)?.[1];
    try {
      attributes[name] = decodeURIComponent(
        quoted?.replace(/\\(.)/g, '$1') ?? value,
      );
    } catch {
      return 'A ce-* header is not percent-encoded UTF-8.';
    }
  }
  return attributes;
}

/** Whether this is a CDEvent without an envelope. */
export function isBareCdEvent(value: JsonObject): boolean {
  return (
    value.specversion === undefined &&
    isObject(value.context) &&
    isObject(value.subject)
  );
}
