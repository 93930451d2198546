/** Why an estimator does not answer. */
export type RefusalReason =
  | 'no-treated-units'
  | 'no-untreated-units'
  | 'too-few-units'
  | 'too-few-periods'
  | 'no-usable-cells'
  | 'not-identified'
  | 'unbalanced'
  | 'too-few-assignments'
  | 'too-few-batches'
  | 'invalid-input';

export interface Refusal {
  readonly ok: false;
  readonly reason: RefusalReason;
  /** What is missing, with the numbers, for a person. */
  readonly sentence: string;
}

/** An estimate, or the reason why there is none. Never NaN, never an exception for data. */
export type Answer<T> = { readonly ok: true; readonly value: T } | Refusal;

export function answer<T>(value: T): Answer<T> {
  return { ok: true, value };
}

export function refuse(reason: RefusalReason, sentence: string): Refusal {
  return { ok: false, reason, sentence };
}
