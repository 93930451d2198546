import { LoggerService, SchedulerService } from '@backstage/backend-plugin-api';
import { AdoptionNews } from '../service/adoption/AdoptionNews';
import { AdoptionRecorder } from '../service/adoption/AdoptionRecorder';
import { OnboardingService } from '../service/adoption/OnboardingService';

/** Keeps the record of adoption, moves requests on, and tells what is new; one back end at a time. */
export class AdoptionTask {
  readonly #options: {
    readonly recorder: AdoptionRecorder;
    readonly onboarding: OnboardingService;
    readonly news: AdoptionNews;
    readonly logger: LoggerService;
  };

  constructor(options: {
    recorder: AdoptionRecorder;
    onboarding: OnboardingService;
    news: AdoptionNews;
    logger: LoggerService;
  }) {
    this.#options = options;
  }

  async schedule(scheduler: SchedulerService): Promise<void> {
    await scheduler.scheduleTask({
      id: 'insights-adoption-record',
      frequency: { minutes: 2 },
      initialDelay: { seconds: 20 },
      timeout: { minutes: 30 },
      scope: 'global',
      fn: async () => await this.run(new Date()),
    });
  }

  async run(now: Date): Promise<void> {
    const { recorder, onboarding, news, logger } = this.#options;
    const began = Date.now();
    const step = await recorder.run(now);
    const moved = await onboarding.follow(now);
    if (step) {
      logger.info('Recorded adoption', {
        day: step.day,
        transitions: step.added.length,
        decided: step.decided,
        disputed: step.disputed,
        requestsMoved: moved,
        milliseconds: Date.now() - began,
      });
      if (!step.isFirst) {
        await news.tell(step, now);
      }
    }
  }
}
