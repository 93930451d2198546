import { InputError } from '@backstage/errors';
import express from 'express';

/** Nothing a producer sends in one request is larger. Measured after decompression. */
const MAX_BODY_BYTES = 4 * 1024 * 1024;
export const MAX_ITEMS = 1000;

/** A refusal with its own status code, which the error middleware of Backstage takes from `statusCode`. */
export class RequestRefusedError extends Error {
  readonly name = 'RequestRefusedError';

  constructor(
    readonly statusCode: 408 | 413 | 415,
    message: string,
  ) {
    super(message);
  }
}

/** A body that stands still this long, or is not there after the second, is not waited for. */
const LONGEST_PAUSE_MILLIS = 5_000;
const LONGEST_BODY_MILLIS = 30_000;
/** What is left of a refused body is not read for longer than it takes the answer to arrive. */
const HANG_UP_MILLIS = 500;

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
  const patience = watchBody(req);
  try {
    await Promise.race([
      patience.exhausted,
      new Promise<void>((resolve, reject) => {
        readBytes(req, res, (error?: unknown) => {
          if (error === undefined || error === null) {
            resolve();
          } else {
            reject(toRefusal(error));
          }
        });
      }),
    ]);
  } catch (error) {
    hangUp(req, res);
    throw error;
  } finally {
    patience.end();
  }
  return Buffer.isBuffer(req.body) ? req.body : Buffer.alloc(0);
}

/** Rejects when a body trickles or does not end: a connection that is held open for nothing is one that others do not get. */
function watchBody(req: express.Request): {
  exhausted: Promise<never>;
  end: () => void;
} {
  let refuse: (error: Error) => void = () => {};
  const exhausted = new Promise<never>((_, reject) => {
    refuse = reject;
  });
  // Whoever lost the race is not waited for.
  exhausted.catch(() => {});
  const stop = () =>
    refuse(
      new RequestRefusedError(
        408,
        `The body did not arrive in time: it may pause for ${LONGEST_PAUSE_MILLIS / 1000} seconds and take ${LONGEST_BODY_MILLIS / 1000}.`,
      ),
    );
  let pause = setTimeout(stop, LONGEST_PAUSE_MILLIS);
  const whole = setTimeout(stop, LONGEST_BODY_MILLIS);
  let bytes = 0;
  const onData = (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES) {
      // body-parser would read a body that is too large to its end, and some have none
      refuse(tooLarge());
    }
    clearTimeout(pause);
    pause = setTimeout(stop, LONGEST_PAUSE_MILLIS);
  };
  // Listening makes the stream flow: whoever reads the body has to listen within the same tick.
  req.on('data', onData);
  return {
    exhausted,
    end: () => {
      clearTimeout(pause);
      clearTimeout(whole);
      req.off('data', onData);
    },
  };
}

/** Closes the connection after the answer: the rest of the body would have to be read to use it again. */
function hangUp(req: express.Request, res: express.Response): void {
  if (req.complete) {
    return;
  }
  res.setHeader('Connection', 'close');
  res.once('finish', () => {
    setTimeout(() => req.socket.destroy(), HANG_UP_MILLIS).unref();
  });
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

function tooLarge(): RequestRefusedError {
  return new RequestRefusedError(
    413,
    `The request is larger than ${MAX_BODY_BYTES / 1024 / 1024} MB.`,
  );
}

function toRefusal(error: unknown): Error {
  const status =
    typeof error === 'object' && error !== null && 'statusCode' in error
      ? error.statusCode
      : undefined;
  if (status === 413) {
    return tooLarge();
  }
  if (status === 415) {
    return new RequestRefusedError(
      415,
      'The content encoding is not supported; use gzip, deflate, br or none.',
    );
  }
  return new InputError('The body could not be read to its end.');
}
