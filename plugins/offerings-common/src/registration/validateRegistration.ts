import {
  DraftValidation,
  faultOf,
  FieldFault,
  Validated,
  ValidationContext,
} from './DraftValidation';
import { registrationDraftSchema } from './Registration';
import { REGISTRATION_FIELDS } from './vocabulary';

/** Says everything that is wrong with a draft at once, or gives what it means. */
export function validateRegistration(
  input: unknown,
  context: ValidationContext,
): Validated {
  const shape = registrationDraftSchema.safeParse(input);
  if (!shape.success) {
    return { faults: shape.error.issues.map(issue => shapeFault(issue)) };
  }
  return new DraftValidation(shape.data, context).result();
}

function shapeFault(issue: {
  path: readonly PropertyKey[];
  message: string;
}): FieldFault {
  const field = REGISTRATION_FIELDS.find(known => known === issue.path[0]);
  const where = issue.path.map(String).join('.');
  return field
    ? faultOf(field, `cannot be read: ${issue.message}`)
    : {
        ...faultOf('name', ''),
        message: `${where || 'The registration'}: ${issue.message}. Known fields: ${REGISTRATION_FIELDS.join(', ')}`,
      };
}
