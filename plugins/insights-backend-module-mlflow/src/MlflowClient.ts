import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';

export interface MlflowClientOptions {
  readonly baseUrl: string;
  readonly authorization?: string;
  readonly signal: AbortSignal;
  /** Pause before the second try; it doubles. */
  readonly backOffMs?: number;
  readonly requestTimeoutMs?: number;
}

/** The server said no, and will say so again. */
export class MlflowRefusedError extends Error {
  constructor(
    message: string,
    readonly status: number,
  ) {
    super(message);
  }
}

/** A failure that a later try may not meet: no answer, half an answer, 429, 5xx, an answer that cannot be true. */
export class MlflowTransientError extends Error {
  constructor(
    message: string,
    readonly retryAfterMs?: number,
  ) {
    super(message);
  }
}

interface RequestOptions<T> {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body?: object;
  readonly query?: Record<string, string>;
  readonly schema: z.ZodType<T>;
}

export interface MlflowAnswer<T> {
  readonly value: T;
  /** The clock of the server; undefined where it does not tell. */
  readonly serverMs: number | undefined;
}

const TRIES = 5;
const BACK_OFF_MS = 500;
const LONGEST_PAUSE_MS = 30_000;
const REQUEST_TIMEOUT_MS = 60_000;
const MOST_BYTES = 64 * 1024 * 1024;

/** Speaks the REST API of one tracking server. */
export class MlflowClient {
  readonly #options: MlflowClientOptions;

  constructor(options: MlflowClientOptions) {
    this.#options = options;
  }

  /** Tries again with back-off while a later try may do. */
  async request<T>(options: RequestOptions<T>): Promise<MlflowAnswer<T>> {
    return await this.patiently(async () => await this.#once(options));
  }

  /** One try: for what a pull can do without. */
  async requestOnce<T>(options: RequestOptions<T>): Promise<MlflowAnswer<T>> {
    return await this.#once(options);
  }

  /** Repeats what ended in a transient error, with pauses that double. */
  async patiently<T>(work: () => Promise<T>): Promise<T> {
    const { signal, backOffMs = BACK_OFF_MS } = this.#options;
    for (let attempt = 1; ; attempt += 1) {
      signal.throwIfAborted();
      try {
        return await work();
      } catch (error) {
        if (!(error instanceof MlflowTransientError) || attempt === TRIES) {
          throw error;
        }
        const pause = Math.min(
          LONGEST_PAUSE_MS,
          error.retryAfterMs ?? backOffMs * 2 ** (attempt - 1),
        );
        // Two portals that were refused together do not come again together.
        await sleep(pause * (0.75 + Math.random() / 2), undefined, { signal });
      }
    }
  }

  async #once<T>(options: RequestOptions<T>): Promise<MlflowAnswer<T>> {
    const {
      baseUrl,
      signal,
      requestTimeoutMs = REQUEST_TIMEOUT_MS,
    } = this.#options;
    const suffix = options.query
      ? `?${new URLSearchParams(options.query)}`
      : '';
    const timeout = AbortSignal.timeout(requestTimeoutMs);
    let response: Response;
    let text: string;
    try {
      response = await fetch(
        `${baseUrl}/api/2.0/mlflow/${options.path}${suffix}`,
        {
          method: options.method,
          headers: this.#headers(options.body !== undefined),
          body: options.body && JSON.stringify(options.body),
          redirect: 'manual',
          signal: AbortSignal.any([signal, timeout]),
        },
      );
      text = await readText(response);
    } catch (error) {
      signal.throwIfAborted();
      throw new MlflowTransientError(
        timeout.aborted
          ? `${options.path} did not answer within ${requestTimeoutMs / 1000} s.`
          : `${options.path} broke off: ${causeOf(error)}.`,
      );
    }
    if (!response.ok) {
      throw refusalOf(response, text, options.path);
    }
    return {
      value: parseAnswer(text, options),
      serverMs: parseDate(response.headers.get('date')),
    };
  }

  #headers(hasBody: boolean): Record<string, string> {
    const { authorization } = this.#options;
    return {
      accept: 'application/json',
      ...(hasBody && { 'content-type': 'application/json' }),
      ...(authorization !== undefined && { authorization }),
    };
  }
}

async function readText(response: Response): Promise<string> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of response.body ?? []) {
    bytes += part.byteLength;
    if (bytes > MOST_BYTES) {
      throw new Error(`its answer is larger than ${MOST_BYTES} bytes`);
    }
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

function parseAnswer<T>(
  text: string,
  { path, schema }: Pick<RequestOptions<T>, 'path' | 'schema'>,
): T {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new MlflowTransientError(
      `${path} answered something that is not JSON (${text.length} characters).`,
    );
  }
  const parsed = schema.safeParse(value);
  if (!parsed.success) {
    const where = parsed.error.issues[0]?.path.join('.') ?? '';
    throw new MlflowTransientError(
      `${path} answered something that is not what MLflow answers (at ${where || 'the top'}).`,
    );
  }
  return parsed.data;
}

/** Says nothing of what the server wrote but its error code: it may echo what was asked. */
function refusalOf(response: Response, text: string, path: string): Error {
  const code = /"error_code"\s*:\s*"([A-Z_]{1,60})"/.exec(text)?.[1];
  const sentence = `${path} answered ${response.status}${code ? ` ${code}` : ''}`;
  if (response.status === 429 || response.status >= 500) {
    const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
    return new MlflowTransientError(
      `${sentence}.`,
      Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : undefined,
    );
  }
  if (response.status >= 300 && response.status < 400) {
    return new MlflowRefusedError(
      `${sentence}: it sends the portal elsewhere, probably to a sign-in page. Check baseUrl and auth.`,
      response.status,
    );
  }
  return new MlflowRefusedError(
    response.status === 401 || response.status === 403
      ? `${sentence}: the server does not accept the credentials. Check insights.mlflow[].auth.`
      : `${sentence}.`,
    response.status,
  );
}

function parseDate(text: string | null): number | undefined {
  const ms = Date.parse(text ?? '');
  return Number.isFinite(ms) ? ms : undefined;
}

function causeOf(error: unknown): string {
  if (!(error instanceof Error)) {
    return 'no answer';
  }
  const { cause } = error;
  return cause instanceof Error && cause.message !== ''
    ? cause.message
    : error.message;
}
