import type { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import type { SignalsService } from '@backstage/plugin-signals-node';
import { SCORECARDS_SIGNAL } from '@mli/plugin-scorecards-common';
import type { EvaluationSummary } from '../service/EvaluationService';

/**
 * Tells open pages that results have changed. What has changed is not said, because a signal goes to everybody: each
 * page asks again with the eyes of its reader. A signal that is lost is made up for by the polling of the pages.
 */
export function announce(
  signals: SignalsService,
  logger: LoggerService,
): (summary: EvaluationSummary) => void {
  return ({ resultsChanged, resultsEnded, levelsChanged }) => {
    if (resultsChanged + resultsEnded + levelsChanged === 0) {
      return;
    }
    signals
      .publish({
        recipients: { type: 'broadcast' },
        channel: SCORECARDS_SIGNAL,
        message: { changed: true },
      })
      .catch(error =>
        logger.debug('Open pages could not be told of new results', {
          error: stringifyError(error),
        }),
      );
  };
}
