import { ResponseError } from '@backstage/errors';
import type {
  Registration,
  SeenDuplicate,
  ValidateResponse,
} from '@mli/plugin-offerings-common';

/** Why something was not saved, as the back end says it. */
export interface Refusal {
  readonly message: string;
  readonly faults?: ValidateResponse['faults'];
  readonly duplicates?: SeenDuplicate[];
  /** What somebody else has made of it meanwhile. */
  readonly current?: Registration;
  readonly changed?: { field: string; before?: unknown; after?: unknown }[];
  readonly git?: Registration['git'];
}

export function refusalOf(error: unknown): Refusal {
  if (error instanceof ResponseError) {
    // The back end adds these to the error of the body; the body's type knows name and message only.
    const body = error.body.error as unknown as Refusal;
    return { ...body, message: body.message };
  }
  return { message: error instanceof Error ? error.message : String(error) };
}
