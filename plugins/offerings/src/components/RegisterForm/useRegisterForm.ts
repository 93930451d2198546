import { useEffect, useMemo, useState } from 'react';
import { useApi } from '@backstage/core-plugin-api';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { JobMatches } from '@mli/plugin-insights-common';
import type {
  Registration,
  SeenDuplicate,
  ValidateResponse,
} from '@mli/plugin-offerings-common';
import { registerApiRef } from '../../api/RegisterApi';
import { clearDraft, writeDraft } from '../../register/draftStorage';
import {
  EMPTY_VALUES,
  followsTitle,
  FormField,
  FormValues,
  fromRegistration,
  isStarted,
  nameFromTitle,
  toDraft,
} from '../../register/formValues';
import { REGISTER_KEY, useMatches, useReview } from '../../register/queries';
import { Refusal, refusalOf } from '../../register/refusal';
import type { RegisterFormProps } from './RegisterForm';

export interface RegisterFormState {
  readonly values: FormValues;
  /** What the edited registration said when editing began. */
  readonly base: FormValues;
  set<F extends FormField>(field: F, value: FormValues[F]): void;
  /** The reader has left the field: from now on it says what is wrong. */
  touch(field: FormField): void;
  /** What is wrong with a field the reader has been in, with an example. */
  problemOf(field: FormField): string | undefined;
  readonly faultCount: number;
  readonly review?: ValidateResponse;
  readonly reviewError: unknown;
  readonly matches?: JobMatches;
  readonly duplicates: readonly SeenDuplicate[];
  readonly acceptDuplicates: boolean;
  setAcceptDuplicates(accept: boolean): void;
  readonly refusal?: Refusal;
  readonly saving: boolean;
  /** False where something is wrong, which every field then says. */
  save(): boolean;
  /** After somebody else's change: go on from their version, with these values. */
  rebase(current: Registration, values: FormValues): void;
  reset(): void;
}

const FIELDS = Object.keys(EMPTY_VALUES);

export function useRegisterForm(
  { person, registration, start }: RegisterFormProps,
  onSaved: (saved: Registration) => void,
): RegisterFormState {
  const api = useApi(registerApiRef);
  const queries = useQueryClient();
  const [values, setValues] = useState(start);
  const [version, setVersion] = useState(registration?.version ?? 0);
  const [base, setBase] = useState(
    registration ? fromRegistration(registration) : EMPTY_VALUES,
  );
  const [touched, setTouched] = useState<ReadonlySet<string>>(new Set());
  const [acceptDuplicates, setAcceptDuplicates] = useState(false);
  const [refusal, setRefusal] = useState<Refusal>();
  const draft = useMemo(() => toDraft(values), [values]);
  const review = useReview(draft, registration?.id);
  const matches = useMatches({
    team: values.owner,
    component: registration?.ref,
    jobs: draft.jobs ?? [],
    repositories: draft.repositories ?? [],
    experiments: draft.experiments ?? [],
  });

  const isNew = registration === undefined;
  useEffect(() => {
    if (isNew && isStarted(values)) writeDraft(person, values);
  }, [isNew, person, values]);

  const saving = useMutation({
    mutationFn: () =>
      registration
        ? api.edit(registration.id, { draft, version, acceptDuplicates })
        : api.register(draft, { acceptDuplicates }),
    onSuccess: saved => {
      if (isNew) clearDraft(person);
      queries.invalidateQueries({ queryKey: REGISTER_KEY });
      onSaved(saved);
    },
    onError: error => {
      setRefusal(refusalOf(error));
      setTouched(new Set(FIELDS));
    },
  });

  const faults = review.data?.faults ?? [];
  return {
    values,
    base,
    set: (field, value) => {
      setRefusal(undefined);
      setValues(before => ({
        ...before,
        [field]: value,
        ...(field === 'title' && isNew && followsTitle(before)
          ? { name: nameFromTitle(String(value)) }
          : {}),
      }));
    },
    touch: field => setTouched(before => new Set(before).add(field)),
    problemOf: field => {
      const found = touched.has(field)
        ? faults.filter(fault => fault.field === field)
        : [];
      return found.length > 0
        ? found
            .map(({ message, example }) => `${message}. Example: ${example}`)
            .join(' ')
        : undefined;
    },
    faultCount: new Set(faults.map(({ field }) => field)).size,
    review: review.data,
    reviewError: review.error,
    matches: matches.data,
    duplicates: refusal?.duplicates ?? review.data?.duplicates ?? [],
    acceptDuplicates,
    setAcceptDuplicates,
    refusal,
    saving: saving.isPending,
    save: () => {
      setTouched(new Set(FIELDS));
      setRefusal(undefined);
      saving.mutate();
      return faults.length === 0;
    },
    rebase: (current, next) => {
      setVersion(current.version);
      setBase(fromRegistration(current));
      setValues(next);
      setRefusal(undefined);
    },
    reset: () => {
      clearDraft(person);
      setValues({ ...EMPTY_VALUES, owner: values.owner });
      setTouched(new Set());
      setRefusal(undefined);
    },
  };
}
