import {
  AuthService,
  BackstageCredentials,
  PermissionsService,
  UserInfoService,
} from '@backstage/backend-plugin-api';
import { actionsRegistryServiceRef } from '@backstage/backend-plugin-api/alpha';
import { InputError } from '@backstage/errors';
import { insightsAdoptionReadPermission } from '@mli/plugin-insights-common';
import {
  requirePermission,
  VisibleEntities,
} from '@mli/plugin-ml-platform-node';
import { WHO_SEES_ADOPTION } from '../http/adoption/adoptionCaller';
import { readOffering } from '../http/readRefs';
import { StudiesService } from '../service/studies/StudiesService';
import { StudyCaller, studyCallerOf } from '../service/studies/StudyCaller';

export interface StudyActionOptions {
  readonly auth: AuthService;
  readonly permissions: PermissionsService;
  readonly userInfo: UserInfoService;
  readonly visible: VisibleEntities;
  readonly studies: StudiesService;
  now(): Date;
}

const READ_ONLY = { readOnly: true, idempotent: true, destructive: false };

/** What an assistant may ask about studies, with what the person who asks may see. */
export function registerStudyActions(
  registry: typeof actionsRegistryServiceRef.T,
  options: StudyActionOptions,
): void {
  const { studies, now } = options;
  registry.register({
    name: 'list-studies',
    title: 'List studies of offerings',
    description:
      'Studies of what adopting an offering of MLI did to teams, each as one sentence with its state; by finish date. Give a sentence on as it is, with its interval.',
    attributes: READ_ONLY,
    schema: {
      input: z => z.object({ offering: z.string().optional() }),
      output: z =>
        z.object({
          items: z.array(
            z.object({
              study: z.string(),
              state: z.string(),
              question: z.string(),
              sentence: z.string(),
            }),
          ),
        }),
    },
    action: async ({ input, credentials }) => {
      const caller = await callerOf(credentials, options);
      const offering = offeringOf(input.offering);
      const items = await studies.list({ offering }, caller, now());
      return {
        output: {
          items: items.map(({ id, state, question, sentence }) => ({
            study: id,
            state,
            question,
            sentence,
          })),
        },
      };
    },
  });
  registry.register({
    name: 'get-effect',
    title: 'What adopting an offering did',
    description:
      'What finished studies say about an offering: effect in percent with its 95 % interval, or that none can be told from no change. An empty list means that no study has an answer.',
    attributes: READ_ONLY,
    schema: {
      input: z => z.object({ offering: z.string() }),
      output: z =>
        z.object({
          items: z.array(
            z.object({
              study: z.string(),
              outcome: z.string(),
              stage: z.string().optional(),
              sentence: z.string(),
              exploratory: z.boolean(),
              badge: z.string(),
            }),
          ),
        }),
    },
    action: async ({ input, credentials }) => {
      const caller = await callerOf(credentials, options);
      const offering = offeringOf(input.offering);
      const items = await studies.effects({ offering }, caller, now());
      return {
        output: {
          items: items.map(effect => ({
            study: effect.study,
            outcome: effect.outcome,
            ...(effect.stage !== undefined && { stage: effect.stage }),
            sentence: effect.sentence,
            exploratory: effect.exploratory,
            badge: effect.headline.badge.why,
          })),
        },
      };
    },
  });
}

async function callerOf(
  credentials: BackstageCredentials,
  options: StudyActionOptions,
): Promise<StudyCaller> {
  await requirePermission(
    options.permissions,
    credentials,
    insightsAdoptionReadPermission,
    WHO_SEES_ADOPTION,
  );
  return await studyCallerOf(credentials, options);
}

function offeringOf(text: string | undefined): string | undefined {
  const faults: string[] = [];
  const offering = readOffering(text, faults);
  if (faults.length > 0) throw new InputError(`${faults.join('. ')}.`);
  return offering;
}
