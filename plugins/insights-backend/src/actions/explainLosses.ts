import { BackstageCredentials } from '@backstage/backend-plugin-api';
import { ActionsRegistryService } from '@backstage/backend-plugin-api/alpha';
import { readTeam } from '../http/readRefs';
import { refuseFaults } from '../http/readQuery';
import { LossesCaller, LossesService } from '../service/losses/LossesService';

/** `explain-losses`: what a team loses a week and what could be done, in sentences, for the caller's own eyes. */
export function registerExplainLosses(
  registry: ActionsRegistryService,
  options: {
    losses: LossesService;
    callerOf(credentials: BackstageCredentials): Promise<LossesCaller>;
    now(): Date;
  },
): void {
  registry.register({
    name: 'explain-losses',
    title: 'Explain where the weeks of a team go',
    description:
      'Hours a week a team (or department) lost to waiting, start-up and failures of the system in the last 8 closed weeks, each with its 95 % interval, its target, and offerings that address the largest. Without a team: the largest losses of the teams the caller may see. Numbers are about teams, never about people.',
    attributes: { readOnly: true, destructive: false, idempotent: true },
    schema: {
      input: z =>
        z.object({
          team: z
            .string()
            .optional()
            .describe('a Group, such as lanes or group:default/lanes'),
        }),
      output: z =>
        z.object({
          sentences: z.array(z.string()),
          losses: z.array(
            z.object({
              team: z.string(),
              stage: z.string(),
              phase: z.string(),
              hoursAWeek: z.number(),
              low: z.number(),
              high: z.number(),
            }),
          ),
        }),
    },
    action: async ({ input, credentials }) => {
      const faults: string[] = [];
      const team = readTeam(input.team, faults);
      refuseFaults(faults);
      const caller = await options.callerOf(credentials);
      const now = options.now();
      const answer =
        team === undefined
          ? await options.losses.largest({ limit: 10 }, caller, now)
          : await options.losses.ofUnit(team, caller, now);
      const largest = answer.items[0];
      const help =
        team !== undefined && largest
          ? (
              await options.losses.detail(
                { unit: team, stage: largest.stage, phase: largest.phase },
                caller,
                now,
              )
            ).help
          : [];
      return {
        output: {
          sentences: [
            ...('sentence' in answer && answer.sentence
              ? [answer.sentence]
              : []),
            ...('reason' in answer && answer.reason ? [answer.reason] : []),
            ...('bottleneckSentence' in answer && answer.bottleneckSentence
              ? [answer.bottleneckSentence]
              : []),
            ...answer.items.map(one => `${one.team}: ${one.sentence}.`),
            ...help.map(({ sentence }) => sentence),
          ],
          losses: answer.items.map(({ team: of, stage, phase, hours }) => ({
            team: of,
            stage,
            phase,
            hoursAWeek: hours.value,
            low: hours.low,
            high: hours.high,
          })),
        },
      };
    },
  });
}
