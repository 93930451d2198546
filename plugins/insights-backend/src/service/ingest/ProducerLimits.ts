import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { ProducerRate, RateLimitConfig } from '../../config';

/** One producer sends more than it may. Answered 429, with the time after which it may come again. */
export class RateLimitedError extends Error {
  readonly statusCode = 429;
  readonly name = 'RateLimitedError';

  constructor(
    message: string,
    readonly retryAfterSeconds: number,
  ) {
    super(message);
  }
}

/** Rates hold over this long, so that a burst as short as a batch job's is no offence. */
const WINDOW_SECONDS = 10;

/**
 * What one producer may send to this back end, by its subject and not by its address: producers sit behind proxies,
 * and one cluster is many addresses. It keeps one producer that loops from taking the queue of all others.
 */
export class ProducerLimits {
  readonly #config: RateLimitConfig;
  readonly #limiters = new Map<string, RateLimiterMemory>();

  constructor(config: RateLimitConfig) {
    this.#config = config;
  }

  /** @throws RateLimitedError where the subject sent too many requests */
  async takeRequest(subject: string): Promise<void> {
    const { requestsPerSecond } = this.#rateOf(subject);
    await this.#take({
      subject,
      what: 'requests',
      perSecond: requestsPerSecond,
      count: 1,
    });
  }

  /** @throws RateLimitedError where these events would be too many */
  async takeEvents(subject: string, count: number): Promise<void> {
    const { eventsPerSecond } = this.#rateOf(subject);
    await this.#take({
      subject,
      what: 'events',
      perSecond: eventsPerSecond,
      count,
    });
  }

  async #take(taken: {
    subject: string;
    what: 'requests' | 'events';
    perSecond: number;
    count: number;
  }): Promise<void> {
    const { subject, what, perSecond, count } = taken;
    if (count === 0) {
      return;
    }
    try {
      await this.#limiter(what, perSecond).consume(subject, count);
    } catch (refused) {
      if (!(refused instanceof RateLimiterRes)) {
        throw refused;
      }
      throw new RateLimitedError(
        `This producer may send ${perSecond} ${what} a second, over ${WINDOW_SECONDS} seconds, and sent more. Send this request again after the time in Retry-After; nothing of it was stored.`,
        Math.max(1, Math.ceil(refused.msBeforeNext / 1000)),
      );
    }
  }

  /** Subjects of one rate share a limiter, which counts each for itself. */
  #limiter(what: string, perSecond: number): RateLimiterMemory {
    const key = `${what} ${perSecond}`;
    const limiter =
      this.#limiters.get(key) ??
      new RateLimiterMemory({
        keyPrefix: key,
        points: perSecond * WINDOW_SECONDS,
        duration: WINDOW_SECONDS,
      });
    this.#limiters.set(key, limiter);
    return limiter;
  }

  #rateOf(subject: string): ProducerRate {
    return this.#config.subjects.get(subject) ?? this.#config;
  }
}
