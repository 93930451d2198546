import { ConflictError, InputError, NotAllowedError } from '@backstage/errors';
import {
  FieldFault,
  Registration,
  SeenDuplicate,
} from '@mli/plugin-offerings-common';
import { FieldChange } from '../core/compareFields';

/** 400 with every fault, each with its field; the front end puts them beside the fields. */
export class FaultyDraftError extends InputError {
  override name = 'InputError' as const;
  readonly faults: readonly (FieldFault & { path: string })[];

  constructor(faults: readonly FieldFault[]) {
    super(
      `The registration cannot be saved: ${faults
        .map(
          ({ message, why, example }) =>
            `${message}. ${why}. Example: ${example}`,
        )
        .join('; ')}`,
    );
    this.faults = faults.map(fault => ({
      ...fault,
      path:
        fault.index === undefined
          ? fault.field
          : `${fault.field}[${fault.index}]`,
    }));
  }
}

/** 409: something of this is registered already. */
export class DuplicateError extends ConflictError {
  override name = 'ConflictError' as const;
  readonly duplicates: readonly SeenDuplicate[];

  constructor(duplicates: readonly SeenDuplicate[]) {
    super(describeDuplicates(duplicates));
    this.duplicates = duplicates;
  }
}

/** 409: somebody else was faster. Nothing was saved; what changed in between comes along. */
export class OutdatedError extends ConflictError {
  override name = 'ConflictError' as const;
  readonly current: Registration;
  readonly changed: readonly FieldChange[];

  constructor(
    current: Registration,
    seen: { version: number; changed: readonly FieldChange[] },
  ) {
    const fields = seen.changed.map(({ field }) => field).join(', ');
    super(
      `${current.fields.name} was changed since you opened it: you saw version ${seen.version}, now it is version ${current.version}${fields ? ` (${fields})` : ''}. Nothing of yours was saved. Look at what changed, then save again with version ${current.version}.`,
    );
    this.current = current;
    this.changed = seen.changed;
  }
}

/** 409: Git describes the component. */
export class InGitError extends ConflictError {
  override name = 'ConflictError' as const;
  readonly git: Registration['git'];

  constructor(registration: Registration) {
    const { git } = registration;
    super(
      `${registration.fields.name} is described by a file in Git now, so it is changed there: ${git?.editUrl ?? git?.location ?? 'see its page in the catalog'}`,
    );
    this.git = git;
  }
}

export function refuseTeam(what: string, who: string): NotAllowedError {
  return new NotAllowedError(`You cannot ${what}. ${who}`);
}

export function describeDuplicates(
  duplicates: readonly SeenDuplicate[],
): string {
  const sentences = duplicates.map(({ kind, ref, owner, yours, theirs }) => {
    const whose = ref
      ? `${ref}${owner ? `, owned by ${owner}` : ', which nobody owns'}`
      : 'a component you may not see';
    switch (kind) {
      case 'name':
        return `The name ${yours} is taken by ${whose}; choose another`;
      case 'repository':
        return `The repository ${yours} belongs to ${whose} too`;
      default:
        return `The ${kind} ${yours} overlap with ${theirs ?? 'those'} of ${whose}`;
    }
  });
  const accept = duplicates.some(({ blocks }) => blocks)
    ? ''
    : ' If both are meant so, save with acceptDuplicates.';
  return `${sentences.join('. ')}.${accept}`;
}
