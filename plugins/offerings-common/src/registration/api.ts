import { claimSchema } from '@mli/plugin-insights-common';
import { z } from 'zod';
import { registrationDraftSchema } from './Registration';
import { REGISTRATION_FIELDS } from './vocabulary';

export const REGISTRATION_STATES = ['active', 'in-git', 'retired'] as const;
export type RegistrationState = (typeof REGISTRATION_STATES)[number];

export const REGISTRATION_ACTIONS = [
  'registered',
  'edited',
  'handed over',
  'retired',
  'restored',
  'taken over by Git',
] as const;
export type RegistrationAction = (typeof REGISTRATION_ACTIONS)[number];

const ref = z.string().describe('Full lower-case ref');
const time = z.iso.datetime();

export const registrationFieldsSchema = z.object({
  name: z.string(),
  owner: ref,
  type: z.string(),
  title: z.string().optional(),
  description: z.string().optional(),
  lifecycle: z.enum(['experimental', 'production', 'deprecated']),
  stage: z.string().optional(),
  offerings: z.array(ref),
  jobs: z.array(z.string()),
  repositories: z.array(z.string()),
  experiments: z.array(z.string()),
  links: z.array(z.object({ url: z.string(), title: z.string().optional() })),
});

export const HAND_OVER_STATES = [
  'pending',
  'accepted',
  'declined',
  'withdrawn',
] as const;

export const handOverSchema = z.object({
  id: z.string(),
  registration: z.object({
    id: z.string(),
    ref,
    title: z.string().optional(),
  }),
  from: ref,
  to: ref,
  state: z.enum(HAND_OVER_STATES),
  message: z.string().optional(),
  reason: z.string().optional(),
  askedAt: time,
  decidedAt: time.optional(),
  youMay: z
    .array(z.enum(['accept', 'decline', 'withdraw']))
    .describe('What the caller may do now'),
});
export type HandOver = z.infer<typeof handOverSchema>;

export const registrationSchema = z.object({
  id: z.string(),
  ref,
  state: z.enum(REGISTRATION_STATES),
  version: z
    .number()
    .int()
    .describe('Sent back with a change, so that no change undoes another'),
  fields: registrationFieldsSchema,
  createdAt: time,
  updatedAt: time,
  git: z
    .object({
      location: z.string(),
      editUrl: z.string().optional(),
      since: time,
    })
    .optional()
    .describe('The file that describes the component now'),
  canEdit: z.boolean(),
  whoCan: z.string().describe('A sentence: who may change it'),
  handOver: handOverSchema.optional().describe('A request that waits'),
});
export type Registration = z.infer<typeof registrationSchema>;

export const registrationListSchema = z.object({
  items: z.array(registrationSchema),
  nextCursor: z.string().optional(),
});
export type RegistrationList = z.infer<typeof registrationListSchema>;

export const fieldFaultSchema = z.object({
  field: z.enum(REGISTRATION_FIELDS),
  index: z.number().int().optional(),
  message: z.string(),
  why: z.string(),
  example: z.string(),
});

export const duplicateSchema = z.object({
  kind: z.enum(['name', 'repository', 'jobs', 'experiments']),
  ref: ref.optional().describe('Absent where the caller may not see it'),
  title: z.string().optional(),
  owner: ref.optional(),
  yours: z.string(),
  theirs: z.string().optional(),
  blocks: z
    .boolean()
    .describe('True: it cannot be saved. False: with acceptDuplicates'),
});
export type SeenDuplicate = z.infer<typeof duplicateSchema>;

export const validateRequestSchema = z.strictObject({
  draft: registrationDraftSchema,
  id: z.string().max(100).optional().describe('The registration being edited'),
});

export const validateResponseSchema = z.object({
  ok: z.boolean(),
  faults: z.array(fieldFaultSchema),
  duplicates: z.array(duplicateSchema),
  entity: z.record(z.string(), z.unknown()).optional(),
  yaml: z.string().optional(),
});
export type ValidateResponse = z.infer<typeof validateResponseSchema>;

export const saveRequestSchema = z.strictObject({
  draft: registrationDraftSchema,
  acceptDuplicates: z.boolean().optional(),
});

export const editRequestSchema = saveRequestSchema.extend({
  version: z.number().int().positive().optional(),
});

export const handOverRequestSchema = z.strictObject({
  to: z.string().max(300),
  message: z.string().max(500).optional(),
});

export const handOverDecisionSchema = z.strictObject({
  reason: z.string().max(500).optional(),
});

export const handOverListSchema = z.object({ items: z.array(handOverSchema) });

export const historyEntrySchema = z.object({
  version: z.number().int(),
  at: time,
  author: ref,
  action: z.enum(REGISTRATION_ACTIONS),
  changed: z.array(
    z.object({
      field: z.string(),
      before: z.unknown().optional(),
      after: z.unknown().optional(),
    }),
  ),
});
export type HistoryEntry = z.infer<typeof historyEntrySchema>;
export const historySchema = z.object({ items: z.array(historyEntrySchema) });

/** An address somebody imported; the catalog reads it again and again. */
export const importedFileSchema = z.object({
  id: z.string(),
  url: z.string(),
  entities: z.array(ref).describe('What it describes, of what the caller sees'),
  owners: z.array(ref).describe('Whose that is'),
  canRemove: z
    .boolean()
    .describe('Whether all of it is the caller’s; MLI leads may always'),
});
export type ImportedFile = z.infer<typeof importedFileSchema>;

export const importedFileListSchema = z.object({
  items: z.array(importedFileSchema),
});

export const registerScopeSchema = z.object({
  teams: z
    .array(z.object({ ref, title: z.string() }))
    .describe('Teams the caller may register for, own ones first'),
  anyTeam: z.boolean(),
  handOverTo: z
    .array(z.object({ ref, title: z.string() }))
    .describe('Teams that can be given a component, by title'),
  types: z.array(
    z.object({ type: z.string(), title: z.string(), hint: z.string() }),
  ),
  stages: z.array(z.string()),
  offerings: z.array(
    z.object({ ref, title: z.string(), stages: z.array(z.string()) }),
  ),
});
export type RegisterScope = z.infer<typeof registerScopeSchema>;

/** For the catalog's entity provider. */
export const providedSchema = z.object({
  entities: z.array(z.record(z.string(), z.unknown())),
  removed: z.array(ref),
  cursor: z.string(),
});

/** Jobs that look like a team's own, and what registering them would begin with. */
export const registerClaimsSchema = z.object({
  team: ref,
  items: z.array(
    claimSchema.extend({
      suggestion: z.object({ name: z.string(), type: z.string() }),
    }),
  ),
});
export type RegisterClaims = z.infer<typeof registerClaimsSchema>;
export type RegisterClaim = RegisterClaims['items'][number];
