import { ServiceUnavailableError } from '@backstage/errors';
import express from 'express';
import { isDatabaseAway } from '../service/ingest/databaseErrors';
import { TooBusyError } from '../service/ingest/IngestQueue';
import { RateLimitedError } from '../service/ingest/ProducerLimits';

const RETRY_AFTER_SECONDS = 5;

/** Says 503 where the database is away, and when to come again; add it after all routes. */
export const databaseErrorMiddleware: express.ErrorRequestHandler = (
  error,
  _req,
  res,
  next,
) => {
  const refusal = isDatabaseAway(error)
    ? new ServiceUnavailableError(
        'The database is not available. Nothing of this request was acknowledged; send it again later.',
      )
    : error;
  if (
    refusal instanceof ServiceUnavailableError ||
    refusal instanceof TooBusyError
  ) {
    res.setHeader('Retry-After', String(RETRY_AFTER_SECONDS));
  }
  if (refusal instanceof RateLimitedError) {
    res.setHeader('Retry-After', String(refusal.retryAfterSeconds));
  }
  next(refusal);
};
