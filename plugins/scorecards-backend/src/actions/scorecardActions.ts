import type {
  BackstageCredentials,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import type { actionsRegistryServiceRef } from '@backstage/backend-plugin-api/alpha';
import { InputError, NotFoundError } from '@backstage/errors';
import type { BasicPermission } from '@backstage/plugin-permission-common';
import { parseBody, requirePermission } from '@mli/plugin-ml-platform-node';
import {
  CHECK_STATES,
  exemptionRequestSchema,
  scorecardsExemptionRequestPermission,
  scorecardsResultReadPermission,
} from '@mli/plugin-scorecards-common';
import type { ExemptionService } from '../service/ExemptionService';
import { fullEntityRef } from '../service/fullEntityRef';
import type { ResultService } from '../service/ResultService';

export interface ScorecardActionsOptions {
  readonly registry: typeof actionsRegistryServiceRef.T;
  readonly permissions: PermissionsService;
  readonly results: ResultService;
  readonly exemptions: ExemptionService;
}

const MOST_RESULTS = 200;

function readRef(text: string, kind?: string): string {
  const ref = fullEntityRef(text, kind);
  if (!ref) {
    throw new InputError(
      `'${text.slice(0, 100)}' is no entity ref; write it like component:default/lane-net`,
    );
  }
  return ref;
}

/** What assistants may ask and do, with the credentials of the one they work for. */
export function registerScorecardActions(
  options: ScorecardActionsOptions,
): void {
  registerReading(options);
  registerExemption(options);
}

function permit(
  { permissions }: ScorecardActionsOptions,
  credentials: BackstageCredentials,
  permission: BasicPermission,
) {
  return requirePermission(
    permissions,
    credentials,
    permission,
    'Everybody who is signed in usually has it.',
  );
}

function registerReading(options: ScorecardActionsOptions): void {
  const { registry, results } = options;
  registry.register({
    name: 'list-scorecards',
    title: 'List scorecards',
    description:
      'Lists the scorecards with their levels and checks: what good looks like for teams, offerings and components.',
    attributes: { readOnly: true, idempotent: true },
    schema: {
      input: z => z.object({}),
      output: z =>
        z.object({
          scorecards: z.array(
            z.object({
              ref: z.string(),
              title: z.string(),
              description: z.string().optional(),
              owner: z.string().optional(),
              levels: z.array(z.string()),
              checks: z.array(
                z.object({
                  id: z.string(),
                  title: z.string(),
                  level: z.string(),
                }),
              ),
            }),
          ),
        }),
    },
    action: async ({ credentials }) => {
      await permit(options, credentials, scorecardsResultReadPermission);
      const items = await results.scorecards(credentials);
      return {
        output: {
          scorecards: items.map(
            ({ ref, title, description, owner, levels, checks }) => ({
              ...{ ref, title, description, owner },
              levels: levels.map(level => level.title),
              checks: checks.map(check => ({
                id: check.id,
                title: check.title,
                level: check.level,
              })),
            }),
          ),
        },
      };
    },
  });

  registry.register({
    name: 'get-results',
    title: 'Get results of checks',
    description:
      'The state of the checks of one entity, with the reason and since when: pass, fail, exempt, not-applicable, no-data, stale or error. Missing data is never a pass.',
    attributes: { readOnly: true, idempotent: true },
    schema: {
      input: z =>
        z.object({
          entity: z
            .string()
            .max(400)
            .describe('ref with its kind, such as group:default/lanes'),
          scorecard: z
            .string()
            .max(400)
            .optional()
            .describe('name or ref; without it all'),
          state: z.enum(CHECK_STATES).optional(),
        }),
      output: z =>
        z.object({
          levels: z.array(
            z.object({
              scorecard: z.string(),
              level: z.string().optional(),
              next: z.string().optional(),
              missing: z.array(z.string()),
            }),
          ),
          results: z.array(
            z.object({
              scorecard: z.string(),
              check: z.string(),
              state: z.string(),
              reason: z.string(),
              since: z.string(),
              counted: z.boolean(),
            }),
          ),
        }),
    },
    action: async ({ input, credentials }) => {
      await permit(options, credentials, scorecardsResultReadPermission);
      const selection = {
        entities: [readRef(input.entity)],
        scorecards: input.scorecard
          ? [readRef(input.scorecard, 'scorecard')]
          : undefined,
        limit: MOST_RESULTS,
      };
      const rows = await results.results(credentials, {
        ...selection,
        states: input.state && [input.state],
      });
      const levels = await results.levels(credentials, selection);
      return {
        output: {
          levels: levels.map(({ scorecard, level, next }) => ({
            scorecard,
            level: level?.title,
            next: next?.title,
            missing: next?.missing ?? [],
          })),
          results: rows.map(
            ({ scorecard, check, state, reason, since, counted }) => ({
              scorecard,
              check,
              state,
              reason,
              since,
              counted,
            }),
          ),
        },
      };
    },
  });

  registry.register({
    name: 'explain-check',
    title: 'Explain a check',
    description:
      'Why a check exists, its rule as written, what to do about it, who decides on exemptions; with an entity also its state and the value seen.',
    attributes: { readOnly: true, idempotent: true },
    schema: {
      input: z =>
        z.object({
          scorecard: z.string().max(400),
          check: z.string().max(63),
          entity: z.string().max(400).optional(),
        }),
      output: z =>
        z.object({
          title: z.string(),
          why: z.string().optional(),
          level: z.string(),
          rule: z.string(),
          remediation: z.string().optional(),
          url: z.string().optional(),
          exemptable: z.boolean(),
          owner: z.string().optional(),
          state: z.string().optional(),
          reason: z.string().optional(),
        }),
    },
    action: async ({ input, credentials }) => {
      await permit(options, credentials, scorecardsResultReadPermission);
      const ref = readRef(input.scorecard, 'scorecard');
      const item = await results.scorecard(credentials, ref);
      const check = item.checks.find(({ id }) => id === input.check);
      if (!check) {
        throw new NotFoundError(
          `${item.title} has no check ${input.check}; it has ${item.checks.map(({ id }) => id).join(', ')}`,
        );
      }
      const [row] = input.entity
        ? await results.results(credentials, {
            entities: [readRef(input.entity)],
            scorecards: [ref],
            checks: [check.id],
            limit: 1,
          })
        : [];
      return {
        output: {
          ...{ title: check.title, why: check.why, level: check.level },
          rule: JSON.stringify(check.rule ?? null),
          remediation: check.remediation?.text,
          url: check.remediation?.url,
          exemptable: check.exemptable,
          owner: check.owner ?? item.owner,
          state: row?.state,
          reason: row?.reason,
        },
      };
    },
  });
}

function registerExemption(options: ScorecardActionsOptions): void {
  const { registry, exemptions } = options;
  registry.register({
    name: 'request-exemption',
    title: 'Request an exemption',
    description:
      'Asks the owner of a check to exempt one entity from it, with a reason and an end. It is decided by people and ends by itself.',
    attributes: { readOnly: false, destructive: false, idempotent: false },
    schema: {
      input: z =>
        z.object({
          entity: z.string().max(400),
          scorecard: z.string().max(400),
          check: z.string().max(63),
          reason: z.string().min(10).max(2_000),
          until: z
            .string()
            .max(40)
            .describe('a day such as 2027-01-31, at most a year ahead'),
        }),
      output: z =>
        z.object({
          id: z.string(),
          state: z.string(),
          until: z.string(),
          owner: z.string(),
        }),
    },
    action: async ({ input, credentials }) => {
      await permit(options, credentials, scorecardsExemptionRequestPermission);
      const request = parseBody(exemptionRequestSchema, input);
      const { id, state, until, owner } = await exemptions.request(
        credentials,
        request,
        new Date(),
      );
      return { output: { id, state, until, owner } };
    },
  });
}
