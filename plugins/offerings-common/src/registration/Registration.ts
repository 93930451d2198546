import { z } from 'zod';
import { ComponentLifecycle } from './vocabulary';

export interface RegistrationLink {
  readonly url: string;
  readonly title?: string;
}

/** What a registration says, checked. Refs are full and lower-case, lists have each entry once. */
export interface RegistrationFields {
  readonly name: string;
  /** Ref of a Group. */
  readonly owner: string;
  readonly type: string;
  readonly title?: string;
  readonly description?: string;
  readonly lifecycle: ComponentLifecycle;
  readonly stage?: string;
  /** Refs of Offerings. */
  readonly offerings: readonly string[];
  /** `namespace/name` globs. */
  readonly jobs: readonly string[];
  readonly repositories: readonly string[];
  readonly experiments: readonly string[];
  readonly links: readonly RegistrationLink[];
}

const texts = z.array(z.string().max(2_000)).max(200);

/**
 * What may be sent: the shape only. Whether the values will do is `validateRegistration`'s to say, field by field,
 * so that a half-filled form gets an answer too.
 */
export const registrationDraftSchema = z.strictObject({
  name: z.string().max(2_000).optional(),
  owner: z.string().max(2_000).optional(),
  type: z.string().max(2_000).optional(),
  title: z.string().max(20_000).optional(),
  description: z.string().max(20_000).optional(),
  lifecycle: z.string().max(2_000).optional(),
  stage: z.string().max(2_000).optional(),
  offerings: texts.optional(),
  jobs: texts.optional(),
  repositories: texts.optional(),
  experiments: texts.optional(),
  links: z
    .array(
      z.strictObject({
        url: z.string().max(4_000),
        title: z.string().max(2_000).optional(),
      }),
    )
    .max(100)
    .optional(),
});
export type RegistrationDraft = z.infer<typeof registrationDraftSchema>;
