import { LoggerService } from '@backstage/backend-plugin-api';
import { ANALYSIS_STEPS, AnalysisStep } from '../../core/studies/StudyResult';
import { StoredVersion, StudyStore } from '../../store/studies/StudyStore';

/** Writes what is being done, in order, without holding the computation up. */
export class StudySteps {
  readonly #store: StudyStore;
  readonly #study: StoredVersion;
  readonly #logger: LoggerService;
  #done = 0;
  #last: Promise<void> = Promise.resolve();

  constructor(store: StudyStore, study: StoredVersion, logger: LoggerService) {
    this.#store = store;
    this.#study = study;
    this.#logger = logger;
  }

  say(step: AnalysisStep): void {
    const done = this.#done;
    this.#done += 1;
    this.#last = this.#last
      .then(() =>
        this.#store.progress(this.#study, {
          step,
          done,
          of: ANALYSIS_STEPS.length,
        }),
      )
      .catch(error => {
        this.#logger.warn('The progress of a study could not be stored', error);
      });
  }

  async settled(): Promise<void> {
    await this.#last;
  }
}
