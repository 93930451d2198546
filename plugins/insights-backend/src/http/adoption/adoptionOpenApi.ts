import {
  adoptionExplanationSchema,
  adoptionFunnelSchema,
  adoptionNeedSchema,
  adoptionTrendSchema,
  declarationAnswerSchema,
  declarationRequestSchema,
  declarationSchema,
  declineGroupSchema,
  needActionRequestSchema,
  onboardingChangeSchema,
  onboardingRequestBodySchema,
  onboardingRequestSchema,
  relevanceRequestSchema,
  voidDecisionRequestSchema,
} from '@mli/plugin-insights-common';
import { z } from 'zod';
import { OpenApiRegistry } from '../openapi';
import { ADOPTION_QUERIES } from './adoptionQueries';

const REFUSALS = {
  400: {
    description: 'What is sent is wrong; the message names everything that is',
  },
  401: { description: 'No credentials' },
  403: { description: 'Not for this caller; the message says who can' },
  404: { description: 'Nothing of that name that the caller can see' },
};
const CONFLICT = {
  409: {
    description:
      'Somebody was faster, or it no longer is so; the message says what to do',
  },
};

/** Describes what people do about adoption with the schemas that validate it. */
export function describeAdoptionWork(openApi: OpenApiRegistry): void {
  const tags = ['adoption'];
  const json = (schema: z.ZodType) => ({
    content: { 'application/json': { schema } },
  });
  const list = (schema: z.ZodType) =>
    z.object({ items: z.array(schema), nextCursor: z.string().optional() });
  const get = (
    path: string,
    summary: string,
    query: Record<string, z.ZodType>,
    schema: z.ZodType,
  ) =>
    openApi.registerPath({
      method: 'get',
      path,
      tags,
      summary,
      request: { query: z.object(query) },
      responses: {
        200: {
          description: summary,
          content: {
            'application/json': { schema },
            ...('format' in query
              ? { 'text/csv': { schema: z.string() } }
              : {}),
          },
        },
        ...REFUSALS,
      },
    });
  const write = (
    method: 'put' | 'post' | 'patch',
    path: string,
    summary: string,
    body: z.ZodType,
    answer?: { status: 200 | 201; schema: z.ZodType },
  ) =>
    openApi.registerPath({
      method,
      path,
      tags,
      summary,
      request: {
        body: json(body),
        ...(path.includes('{id}')
          ? { params: z.object({ id: z.string() }) }
          : {}),
      },
      responses: {
        ...(answer
          ? {
              [answer.status]: { description: summary, ...json(answer.schema) },
            }
          : { 204: { description: 'Done' } }),
        ...REFUSALS,
        ...CONFLICT,
      },
    });
  const need = openApi.register('AdoptionNeed', adoptionNeedSchema);
  const declaration = openApi.register('Declaration', declarationSchema);
  const request = openApi.register(
    'OnboardingRequest',
    onboardingRequestSchema,
  );
  const Q = ADOPTION_QUERIES;
  get(
    '/adoption/explain',
    'Why a team stands where it stands with an offering, and why its date is the date',
    Q.pair,
    openApi.register('AdoptionExplanation', adoptionExplanationSchema),
  );
  get(
    '/adoption/needs',
    'Who needs somebody, most urgent first',
    Q.needs,
    list(need),
  );
  get(
    '/adoption/funnel',
    'How far teams came with an offering, and how long it took them',
    Q.funnel,
    openApi.register('AdoptionFunnel', adoptionFunnelSchema),
  );
  get(
    '/adoption/trend',
    'Places by state, week by week',
    Q.trend,
    openApi.register('AdoptionTrend', adoptionTrendSchema),
  );
  get(
    '/declarations',
    'Everything a team said about an offering, or about all of them, newest first',
    Q.declarations,
    list(declaration),
  );
  get(
    '/declarations/declines',
    'Why teams decline an offering, grouped',
    Q.declines,
    list(openApi.register('DeclineGroup', declineGroupSchema)),
  );
  get(
    '/onboarding-requests',
    'Who asked to start using what, and how far that is',
    Q.requests,
    list(request),
  );
  write(
    'put',
    '/declarations',
    'Say what a team does with an offering',
    declarationRequestSchema,
    { status: 200, schema: declarationAnswerSchema },
  );
  write(
    'put',
    '/declarations/relevance',
    "Answer a team's 'not relevant to us'",
    relevanceRequestSchema,
  );
  write(
    'post',
    '/adoption/decisions/void',
    'Void an adoption date, with the reason',
    voidDecisionRequestSchema,
  );
  write(
    'post',
    '/adoption/needs/actions',
    'Welcome, ask, help or invite a team',
    needActionRequestSchema,
  );
  write(
    'post',
    '/onboarding-requests',
    'Ask to start using an offering',
    onboardingRequestBodySchema,
    { status: 201, schema: request },
  );
  write(
    'patch',
    '/onboarding-requests/{id}',
    'Say how far a request is',
    onboardingChangeSchema,
    { status: 200, schema: request },
  );
}
