import { Command, Option } from 'commander';
import { RefusedError } from './errors';
import { localToken } from './localToken';

export interface ConnectionOptions {
  url: string;
  token?: string;
}

/** Adds `--url` and `--token`, which every command that talks to a portal takes. */
export function withConnection(command: Command): Command {
  return command
    .addOption(
      new Option('--url <url>', 'back end of the portal')
        .env('MLI_URL')
        .default('http://localhost:7007'),
    )
    .addOption(
      new Option(
        '--token <token>',
        'service token; default: the local one',
      ).env('MLI_TOKEN'),
    );
}

/** A transient refusal: the same request may succeed later. */
export class RetryLaterError extends Error {
  constructor(
    message: string,
    readonly retryAfterSeconds: number | undefined,
  ) {
    super(message);
  }
}

/** Speaks HTTP to one portal. Every failure is an error with a sentence. */
export class PortalClient {
  readonly #url: string;
  readonly #token: string;

  constructor(options: ConnectionOptions) {
    this.#url = options.url.replace(/\/+$/, '');
    this.#token = options.token ?? localToken();
  }

  async get(path: string, query: Record<string, string | undefined> = {}) {
    const parameters = new URLSearchParams();
    for (const [key, value] of Object.entries(query)) {
      if (value !== undefined) parameters.set(key, value);
    }
    const suffix = parameters.size > 0 ? `?${parameters}` : '';
    const response = await this.#fetch(`${path}${suffix}`, { method: 'GET' });
    return response.json();
  }

  async post(path: string, body: string, contentType = 'application/json') {
    const response = await this.#fetch(path, {
      method: 'POST',
      body,
      headers: { 'content-type': contentType },
    });
    return response.json();
  }

  async #fetch(path: string, init: RequestInit): Promise<Response> {
    let response: Response;
    try {
      response = await fetch(`${this.#url}${path}`, {
        ...init,
        headers: { ...init.headers, authorization: `Bearer ${this.#token}` },
        signal: AbortSignal.timeout(120_000),
      });
    } catch (error) {
      throw new RetryLaterError(
        `No portal answers at ${this.#url} (${causeOf(error)}). Start one with "npm start", or name another with --url.`,
        undefined,
      );
    }
    if (response.ok) return response;
    throw await refusalOf(response, path);
  }
}

function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  return cause instanceof Error && cause.message
    ? cause.message
    : error.message;
}

async function refusalOf(response: Response, path: string): Promise<Error> {
  const text = await response.text();
  let message = text.slice(0, 500);
  try {
    const { error } = JSON.parse(text);
    const faults: { path: string; message: string }[] = error?.faults ?? [];
    message = [
      error?.message ?? message,
      ...faults.map(fault => `  ${fault.path || '(top)'}: ${fault.message}`),
    ].join('\n');
  } catch {
    // not the portal's own error body: show what came
  }
  const sentence = `${path.split('?')[0]} answered ${response.status}: ${message}`;
  if ([429, 502, 503, 504].includes(response.status)) {
    const seconds = Number(response.headers.get('retry-after'));
    return new RetryLaterError(
      sentence,
      Number.isFinite(seconds) && seconds > 0 ? seconds : undefined,
    );
  }
  return new RefusedError(sentence);
}
