import { ActionsRegistryService } from '@backstage/backend-plugin-api/alpha';
import { PermissionsService } from '@backstage/backend-plugin-api';
import { insightsAdoptionReadPermission } from '@mli/plugin-insights-common';
import { adoptionCaller } from '../http/adoption/adoptionCaller';
import { readOffering, readTeam } from '../http/readRefs';
import { refuseFaults } from '../http/readQuery';
import { AdoptionAccess } from '../service/adoption/AdoptionAccess';
import { ExplainService } from '../service/adoption/ExplainService';
import { AdoptionService } from '../service/AdoptionService';

const MOST_ROWS = 500;

export interface AdoptionActionServices {
  readonly permissions: PermissionsService;
  readonly access: AdoptionAccess;
  readonly adoption: AdoptionService;
  readonly explain: ExplainService;
  now(): Date;
}

/** What an assistant can ask about adoption, with the caller's own eyes. */
export function registerAdoptionActions(
  registry: ActionsRegistryService,
  services: AdoptionActionServices,
): void {
  registerList(registry, services);
  registerExplain(registry, services);
}

/** Full refs of what is named; every name that cannot be read is refused at once. */
function readPairOf(input: { team?: string; offering?: string }) {
  const faults: string[] = [];
  const team = readTeam(input.team, faults);
  const offering = readOffering(input.offering, faults);
  refuseFaults(faults);
  return { team, offering };
}

function registerList(
  registry: ActionsRegistryService,
  services: AdoptionActionServices,
): void {
  const { adoption, now } = services;

  registry.register({
    name: 'list-adoption',
    title: 'List adoption of offerings by teams',
    description:
      'What teams say about offerings and what their runs show: one row a team and offering, with its status and one sentence. Narrow it by team (or a unit above teams) and offering. Observed states of teams under five members are hidden.',
    attributes: { readOnly: true, idempotent: true },
    visibilityPermission: insightsAdoptionReadPermission,
    schema: {
      input: z =>
        z.object({
          team: z
            .string()
            .optional()
            .describe('a team or a unit above teams, e.g. lanes'),
          offering: z.string().optional().describe('e.g. feature-store'),
          status: z
            .string()
            .optional()
            .describe('only rows of this status, e.g. declared-not-seen'),
        }),
      output: z =>
        z.object({
          rows: z.array(
            z.object({
              team: z.string(),
              offering: z.string(),
              eligible: z.boolean(),
              declared: z.string(),
              observed: z.string(),
              status: z.string(),
              adoptionDate: z.string().optional(),
              sentence: z.string(),
              inside: z
                .string()
                .optional()
                .describe(
                  'of a team under five members: what is seen of the small teams of its unit together',
                ),
            }),
          ),
          more: z.number().describe('rows that were left out'),
        }),
    },
    action: async ({ input, credentials }) => {
      const person = await adoptionCaller(credentials, services);
      const { team, offering } = readPairOf(input);
      const rows = (
        await adoption.rows({ team, offering }, person, now())
      ).filter(
        row => input.status === undefined || row.status === input.status,
      );
      return {
        output: {
          rows: rows.slice(0, MOST_ROWS).map(row => ({
            team: row.team,
            offering: row.offering,
            eligible: row.eligible,
            declared: row.declared,
            observed: row.observed,
            status: row.status,
            ...(row.adoptionDate ? { adoptionDate: row.adoptionDate } : {}),
            sentence: row.evidence.sentence,
            ...(row.inside ? { inside: row.inside.sentence } : {}),
          })),
          more: Math.max(0, rows.length - MOST_ROWS),
        },
      };
    },
  });
}

function registerExplain(
  registry: ActionsRegistryService,
  services: AdoptionActionServices,
): void {
  const { explain, now } = services;
  registry.register({
    name: 'explain-adoption',
    title: 'Explain the adoption of an offering by a team',
    description:
      'Why a team stands where it stands with an offering: why its adoption date is that date, the weeks it stands on, what changed when, the rules in force, and what somebody could do.',
    attributes: { readOnly: true, idempotent: true },
    visibilityPermission: insightsAdoptionReadPermission,
    schema: {
      input: z =>
        z.object({
          team: z.string().describe('e.g. lanes'),
          offering: z.string().describe('e.g. feature-store'),
        }),
      output: z =>
        z.object({
          status: z.string(),
          sentence: z.string(),
          why: z.string(),
          thresholds: z.array(z.string()),
          changes: z.array(z.string()),
          need: z.string().optional(),
        }),
    },
    action: async ({ input, credentials }) => {
      const person = await adoptionCaller(credentials, services);
      const { team, offering } = readPairOf(input);
      const found = await explain.explain(
        { team: team ?? '', offering: offering ?? '' },
        person,
        now(),
      );
      return {
        output: {
          status: found.row.status,
          sentence: found.row.evidence.sentence,
          why: found.why,
          thresholds: found.thresholds,
          changes: found.transitions
            .filter(each => !each.retracted)
            .map(each => each.sentence),
          ...(found.need ? { need: found.need.sentence } : {}),
        },
      };
    },
  });
}
