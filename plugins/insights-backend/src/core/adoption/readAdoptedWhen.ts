import { z } from 'zod';
import { AdoptedWhen, DEFAULT_ADOPTED_WHEN } from './types';

const adoptedWhenSchema = z.object({
  actor: z.enum(['people', 'production']).optional(),
  cadence: z.enum(['week', 'month']).default('week'),
  periods: z.int().min(1).max(26).default(DEFAULT_ADOPTED_WHEN.periods),
});

/** The offering's own rule; one that cannot be read counts as none, because the catalog lists its faults. */
export function readAdoptedWhen(value: unknown): AdoptedWhen {
  const read = adoptedWhenSchema.safeParse(value);
  return read.success ? read.data : DEFAULT_ADOPTED_WHEN;
}
