import { InputError } from '@backstage/errors';
import express from 'express';
import { readBinaryAttributes } from '../../core/ingest/cloudevents/readEnvelope';
import {
  mediaTypeOf,
  parseJsonBytes,
  readBodyBytes,
  RequestRefusedError,
} from './readJsonBody';

const STRUCTURED = 'application/cloudevents+json';
const BATCH = 'application/cloudevents-batch+json';
const JSON_TYPE = /^[a-z]+\/(?:[a-z0-9.+-]+\+)?json$/;

/**
 * The events of a request in any content mode of CloudEvents over HTTP, each in the JSON format.
 *
 * `application/json` without `ce-*` headers is taken too: CDEvents are sent bare, and some senders of structured
 * events name no other type.
 */
export async function readEventsRequest(
  req: express.Request,
  res: express.Response,
): Promise<unknown[]> {
  const type = mediaTypeOf(req);
  if (type === BATCH) {
    const events = parseJsonBytes(await readBodyBytes(req, res));
    if (!Array.isArray(events)) {
      throw new InputError('A batch is a JSON array of events.');
    }
    return events;
  }
  if (type === STRUCTURED) {
    return [parseJsonBytes(await readBodyBytes(req, res))];
  }
  if (req.headers['ce-specversion'] !== undefined) {
    return [await readBinary(req, res, type)];
  }
  if (type === 'application/json') {
    const body = parseJsonBytes(await readBodyBytes(req, res));
    return Array.isArray(body) ? body : [body];
  }
  throw new RequestRefusedError(
    415,
    `This route takes ${STRUCTURED}, ${BATCH}, application/json, or any type with ce-* headers.`,
  );
}

async function readBinary(
  req: express.Request,
  res: express.Response,
  type: string,
): Promise<unknown> {
  const attributes = readBinaryAttributes(req.headersDistinct);
  if (typeof attributes === 'string') {
    throw new InputError(attributes);
  }
  if (attributes.datacontenttype !== undefined) {
    throw new InputError(
      'In binary mode the content type is said by Content-Type; leave ce-datacontenttype out.',
    );
  }
  const bytes = await readBodyBytes(req, res);
  const event = {
    ...attributes,
    ...(type !== '' && { datacontenttype: type }),
  };
  if (bytes.length === 0) {
    return event;
  }
  return JSON_TYPE.test(type)
    ? { ...event, data: parseJsonBytes(bytes) }
    : { ...event, data_base64: bytes.toString('base64') };
}
