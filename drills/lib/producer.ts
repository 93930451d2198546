import { setTimeout } from 'node:timers/promises';

export interface Target {
  /** Of the insights plugin. */
  readonly url: string;
  readonly token: string;
}

export interface Answer {
  /** 0: no answer. */
  readonly status: number;
  readonly results: readonly { readonly id: string; readonly status: string }[];
  readonly milliseconds: number;
  readonly retryAfter?: string;
}

const LONGEST_MS = 30_000;

/** Sends once; a connection that breaks is an answer with status 0. */
export async function send(
  { url, token }: Target,
  events: readonly object[],
): Promise<Answer> {
  const began = performance.now();
  const answered = (answer: Omit<Answer, 'milliseconds'>) => ({
    ...answer,
    milliseconds: performance.now() - began,
  });
  try {
    const response = await fetch(`${url}/lineage`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify(events),
      signal: AbortSignal.timeout(LONGEST_MS),
    });
    // An answer that ends half-way is none.
    const text = await response.text();
    const body = response.status === 202 ? JSON.parse(text) : {};
    return answered({
      status: response.status,
      results: body.results ?? [],
      ...(response.headers.has('retry-after') && {
        retryAfter: response.headers.get('retry-after') ?? '',
      }),
    });
  } catch {
    return answered({ status: 0, results: [] });
  }
}

/** What was acknowledged, by id. */
export class Acknowledged {
  readonly ids = new Set<string>();
  /** Ids that were called new twice. */
  acceptedTwice = 0;
  readonly #accepted = new Set<string>();
  readonly statuses = new Map<number, number>();
  /** Items that were neither new nor known. */
  refused = 0;

  add(answer: Answer): void {
    this.statuses.set(
      answer.status,
      (this.statuses.get(answer.status) ?? 0) + 1,
    );
    for (const { id, status } of answer.results) {
      if (status === 'accepted') {
        this.acceptedTwice += Number(this.#accepted.has(id));
        this.#accepted.add(id);
      }
      if (status === 'accepted' || status === 'duplicate') {
        this.ids.add(id);
      } else {
        this.refused += 1;
      }
    }
  }

  /** Answers that no producer should get. */
  unexpected(expected: readonly number[]): number {
    return [...this.statuses]
      .filter(([status]) => !expected.includes(status))
      .reduce((sum, [, count]) => sum + count, 0);
  }

  describe(): string {
    return [...this.statuses]
      .sort(([a], [b]) => a - b)
      .map(([status, count]) => `${count} x ${status || 'no answer'}`)
      .join(', ');
  }
}

/** Sends until it is acknowledged, as a producer does that keeps what was not. */
export async function sendUntilAcknowledged(
  target: Target,
  events: readonly object[],
  acknowledged: Acknowledged,
): Promise<void> {
  for (;;) {
    const answer = await send(target, events);
    acknowledged.add(answer);
    if (answer.status === 202) {
      return;
    }
    await setTimeout(200 + Math.random() * 300);
  }
}
