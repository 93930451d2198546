import {
  AuditorService,
  AuthService,
  BackstageCredentials,
} from '@backstage/backend-plugin-api';
import { ActionsRegistryService } from '@backstage/backend-plugin-api/alpha';
import { NotAllowedError } from '@backstage/errors';
import {
  COMPONENT_TYPES,
  offeringsRegistrationReadPermission,
  offeringsRegistrationWritePermission,
  suggestName,
  suggestType,
} from '@mli/plugin-offerings-common';
import { audited } from '../http/audited';
import { groupRef } from '../http/parse';
import { Access } from '../service/Access';
import { InsightsClient } from '../service/InsightsClient';
import { RegistrationService } from '../service/RegistrationService';

interface RegistrationActionOptions {
  readonly actionsRegistry: ActionsRegistryService;
  readonly access: Access;
  readonly auditor: AuditorService;
  readonly auth: AuthService;
  readonly insights: InsightsClient;
  readonly registrations: RegistrationService;
}

/** Registering through an assistant: the same rules, refusals and audit events as over HTTP. */
export function registerRegistrationActions(
  options: RegistrationActionOptions,
): void {
  registerFindClaims(options);
  registerRegisterComponent(options);
}

function registerFindClaims(options: RegistrationActionOptions): void {
  options.actionsRegistry.register({
    name: 'find-claims',
    title: 'Find jobs that look like a team’s',
    description:
      'Jobs that people of a team ran and that belong to no component yet, grouped by a pattern of their names, each with a name and type that register-component can be called with. Only members of the team and MLI leads get an answer.',
    attributes: { readOnly: true, destructive: false, idempotent: true },
    visibilityPermission: offeringsRegistrationReadPermission,
    schema: {
      input: z =>
        z.object({
          team: z
            .string()
            .max(300)
            .describe('a Group, such as lanes or group:default/lanes'),
        }),
      output: z =>
        z.object({
          team: z.string(),
          claims: z.array(
            z.object({
              jobs: z.array(z.string()),
              jobCount: z.number(),
              runs: z.number(),
              examples: z.array(z.string()),
              name: z.string(),
              type: z.string(),
            }),
          ),
        }),
    },
    action: async ({ input, credentials }) => {
      requirePerson(options.auth, credentials);
      await options.access.viewerOf(credentials);
      const found = await options.insights.claims(
        credentials,
        groupRef(input.team),
      );
      return {
        output: {
          team: found.team,
          claims: found.items.map(({ pattern, jobs, runs, examples }) => ({
            jobs: [pattern],
            jobCount: jobs,
            runs,
            examples: examples.map(({ name }) => name),
            name: suggestName(pattern),
            type: suggestType(pattern),
          })),
        },
      };
    },
  });
}

function registerRegisterComponent(options: RegistrationActionOptions): void {
  options.actionsRegistry.register({
    name: 'register-component',
    title: 'Register a component',
    description: `Registers an ML component for a team of the caller, or with dryRun says what would become of it. Types: ${COMPONENT_TYPES.map(({ type }) => type).join(', ')}. A refusal names each field, why, and an example; a taken name and overlapping patterns are named with their owner.`,
    attributes: { readOnly: false, destructive: false, idempotent: false },
    visibilityPermission: offeringsRegistrationWritePermission,
    schema: {
      input: z => {
        const texts = z.array(z.string().max(2_000)).max(200).optional();
        return z.object({
          name: z.string().max(2_000).describe('such as lane-net-training'),
          owner: z.string().max(2_000).describe('the team, such as lanes'),
          type: z.string().max(2_000),
          title: z.string().max(20_000).optional(),
          description: z.string().max(20_000).optional(),
          lifecycle: z.string().max(2_000).optional(),
          stage: z.string().max(2_000).optional(),
          offerings: texts.describe('offerings it uses'),
          jobs: texts.describe('namespace/name globs of its runs'),
          repositories: texts.describe('https addresses'),
          experiments: texts,
          dryRun: z.boolean().optional().describe('save nothing'),
          acceptDuplicates: z
            .boolean()
            .optional()
            .describe('overlaps with other components are meant so'),
        });
      },
      output: z =>
        z.object({
          saved: z.boolean(),
          ref: z.string().optional(),
          page: z.string().optional().describe('path in the portal'),
          problems: z.array(z.string()),
          duplicates: z.array(
            z.object({
              kind: z.string(),
              ref: z.string().optional(),
              owner: z.string().optional(),
              blocks: z.boolean(),
            }),
          ),
          yaml: z.string().optional(),
        }),
    },
    action: async ({ input, credentials }) => {
      const { dryRun, acceptDuplicates, ...draft } = input;
      const { access, auditor, registrations } = options;
      if (dryRun) {
        const viewer = await access.viewerOf(credentials);
        const { faults, duplicates, yaml } = await registrations.preview(
          viewer,
          draft,
        );
        return {
          output: {
            saved: false,
            problems: faults.map(
              ({ message, why, example }) =>
                `${message}. ${why}. Example: ${example}`,
            ),
            duplicates: duplicates.map(({ kind, ref, owner, blocks }) => ({
              ...{ kind, ref, owner, blocks },
            })),
            yaml,
          },
        };
      }
      const written = await audited(
        auditor,
        { id: 'registration-create' },
        async () =>
          await registrations.register(
            await access.viewerOf(credentials),
            draft,
            { acceptDuplicates },
          ),
        ({ id, ref, version }) => ({ id, ref, version }),
      );
      return {
        output: {
          saved: true,
          ref: written.ref,
          page: `/register/registrations/${written.id}`,
          problems: [],
          duplicates: [],
        },
      };
    },
  });
}

/** A service would ask with the rights of this plugin, which are more than its own. */
function requirePerson(
  auth: AuthService,
  credentials: BackstageCredentials,
): void {
  if (!auth.isPrincipal(credentials, 'user')) {
    throw new NotAllowedError(
      'Jobs that look like a team’s are shown to people only, not to services.',
    );
  }
}
