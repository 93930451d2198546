import { hostname } from 'node:os';
import { LoggerService } from '@backstage/backend-plugin-api';
import { dayOf } from '../../core/metrics/windows';
import { AnalysisStep } from '../../core/studies/StudyResult';
import { StudyInputs } from '../../core/studies/types';
import { StudyInputsReader } from '../../service/studies/StudyInputsReader';
import { StoredVersion, StudyStore } from '../../store/studies/StudyStore';
import { ComputedStudy } from './analyseInThread';
import { StudySteps } from './StudySteps';
import { singleFlight } from '../singleFlight';

export const LIBRARY = 'causal-impact 0.1.0';

/** A back end that said nothing for this long while computing is taken for gone. */
const SILENCE_MS = 5 * 60_000;

export interface StudyTaskOptions {
  readonly store: StudyStore;
  readonly reader: StudyInputsReader;
  readonly logger: LoggerService;
  analyse(
    inputs: StudyInputs,
    onStep: (step: AnalysisStep) => void,
  ): Promise<ComputedStudy>;
  now(): Date;
}

/** Computes the studies that are due, one after the other; on several back ends each takes its own. */
export class StudyTask {
  readonly #options: StudyTaskOptions;
  readonly #owner = `${hostname()} ${process.pid}`;
  /** Everything due now, to its end. A call while it runs is answered by one more round. */
  readonly run: () => Promise<number>;

  constructor(options: StudyTaskOptions) {
    this.#options = options;
    this.run = singleFlight(async () => await this.#drain());
  }

  /** Begins without waiting for the end. */
  poke(): void {
    this.run().catch(error =>
      this.#options.logger.error(
        'Studies that are due could not be read',
        error,
      ),
    );
  }

  async #drain(): Promise<number> {
    const { store, now } = this.#options;
    let computed = 0;
    for (;;) {
      const time = now();
      const study = await store.claimDue({
        today: dayOf(time),
        owner: this.#owner,
        silentSince: new Date(Date.now() - SILENCE_MS),
      });
      if (!study) return computed;
      await this.#compute(study, time);
      computed += 1;
    }
  }

  async #compute(study: StoredVersion, now: Date): Promise<void> {
    const { store, reader, logger, analyse } = this.#options;
    try {
      const inputs = await reader.read(study, now);
      const steps = new StudySteps(store, study, logger);
      const { analysed, inputsDigest } = await analyse(inputs, step =>
        steps.say(step),
      );
      await steps.settled();
      await store.finish(study, {
        counts: analysed.counts,
        teams: analysed.teams,
        cells: analysed.cells,
        ...(analysed.ok
          ? { result: analysed.result }
          : { refusal: analysed.refusal }),
        inputsDigest: Buffer.from(inputsDigest, 'hex'),
        seed: inputs.seed,
        library: LIBRARY,
      });
      logger.info('A study was computed', {
        study: study.slug,
        version: study.version,
        outcome: analysed.ok
          ? analysed.result.verdict
          : analysed.refusal.reason,
      });
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      logger.error('A study could not be computed; it is tried three times', {
        study: study.slug,
        version: study.version,
        reason,
      });
      await store.fail(study, reason);
    }
  }
}
