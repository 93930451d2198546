import { InputError } from '@backstage/errors';
import express from 'express';

/** Nothing a producer sends in one request is larger. Measured after decompression. */
const MAX_BODY_BYTES = 4 * 1024 * 1024;
export const MAX_ITEMS = 1000;

/** A refusal with its own status code, which the error middleware of Backstage takes from `statusCode`. */
export class RequestRefusedError extends Error {
  readonly name = 'RequestRefusedError';

  constructor(
    readonly statusCode: 413 | 415,
    message: string,
  ) {
    super(message);
  }
}

const readBytes = express.raw({
  type: () => true,
  limit: MAX_BODY_BYTES,
  inflate: true,
});

/**
 * The bytes of a request, decompressed, up to the limit.
 *
 * `express.json` is not used anywhere on these routes: its errors carry the body, and what it parses is unguarded.
 */
export async function readBodyBytes(
  req: express.Request,
  res: express.Response,
): Promise<Buffer> {
  await new Promise<void>((resolve, reject) => {
    readBytes(req, res, (error?: unknown) => {
      if (error === undefined || error === null) {
        resolve();
      } else {
        reject(toRefusal(error));
      }
    });
  });
  return Buffer.isBuffer(req.body) ? req.body : Buffer.alloc(0);
}

/** The value a JSON text in UTF-8 stands for. The message of a fault never holds a part of the text. */
export function parseJsonBytes(bytes: Buffer): unknown {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new InputError('The body is not text in UTF-8.');
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    const position = /at position (\d+)/.exec(String(error))?.[1];
    throw new InputError(
      text.trim() === ''
        ? 'The body is empty; it must be JSON.'
        : `The body is not valid JSON${
            position === undefined
              ? ''
              : `: character ${position} cannot be read`
          }.`,
    );
  }
}

/**
 * The media type of a request, lower case, without parameters.
 *
 * @throws RequestRefusedError (415) for another character set than UTF-8
 */
export function mediaTypeOf(req: express.Request): string {
  const [type = '', ...parameters] = (req.headers['content-type'] ?? '').split(
    ';',
  );
  for (const parameter of parameters) {
    const [, charset] = /^\s*charset\s*=\s*"?([^";\s]*)/i.exec(parameter) ?? [];
    if (charset !== undefined && !/^(utf-?8|us-ascii)$/i.test(charset)) {
      throw new RequestRefusedError(415, 'The body must be text in UTF-8.');
    }
  }
  return type.trim().toLowerCase();
}

export function refuseTooMany(items: readonly unknown[]): void {
  if (items.length > MAX_ITEMS) {
    throw new RequestRefusedError(
      413,
      `The request has ${items.length} items; one request may have ${MAX_ITEMS}.`,
    );
  }
}

function toRefusal(error: unknown): Error {
  const status =
    typeof error === 'object' && error !== null && 'statusCode' in error
      ? error.statusCode
      : undefined;
  if (status === 413) {
    return new RequestRefusedError(
      413,
      `The request is larger than ${MAX_BODY_BYTES / 1024 / 1024} MB.`,
    );
  }
  if (status === 415) {
    return new RequestRefusedError(
      415,
      'The content encoding is not supported; use gzip, deflate, br or none.',
    );
  }
  return new InputError('The body could not be read to its end.');
}
