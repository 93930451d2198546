import { EMPTY_VALUES, FormValues } from './formValues';

const PREFIX = 'mli.register.draft.';

/** A form that was left stays in the browser, one for each person who uses it, until it is saved or thrown away. */
export function readDraft(person: string): FormValues | undefined {
  try {
    const stored: unknown = JSON.parse(
      window.localStorage.getItem(PREFIX + person) ?? 'null',
    );
    if (typeof stored !== 'object' || stored === null) return undefined;
    const draft: FormValues = { ...EMPTY_VALUES };
    for (const [field, value] of Object.entries(stored)) {
      if (field === 'offerings') {
        draft.offerings = Array.isArray(value) ? value.map(String) : [];
      } else if (field in draft && typeof value === 'string') {
        Object.assign(draft, { [field]: value });
      }
    }
    return draft;
  } catch {
    return undefined;
  }
}

export function writeDraft(person: string, values: FormValues): void {
  try {
    window.localStorage.setItem(PREFIX + person, JSON.stringify(values));
  } catch {
    // a browser that keeps nothing: the form works without
  }
}

export function clearDraft(person: string): void {
  try {
    window.localStorage.removeItem(PREFIX + person);
  } catch {
    // see above
  }
}
