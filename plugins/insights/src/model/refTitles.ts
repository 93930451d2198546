import { nameOfRef } from '@mli/plugin-ml-platform-react';
import { ScopeUnit } from '../api/InsightsApi';

/** Titles of units by ref; a unit that is not listed goes by the name in its ref. */
export function unitTitles(
  units: readonly ScopeUnit[] | undefined,
): (ref: string) => string {
  const titles = new Map(units?.map(unit => [unit.ref, unit.title]));
  return ref => titles.get(ref) ?? nameOfRef(ref);
}
