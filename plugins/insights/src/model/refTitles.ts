import type { MetricAnswer } from '@mli/plugin-insights-common';
import { nameOfRef } from '@mli/plugin-ml-platform-react';
import { ScopeUnit } from '../api/InsightsApi';

/** The units whose speed the viewer may read; undefined while they are not known. */
export function speedUnits(
  units: readonly ScopeUnit[] | undefined,
): ScopeUnit[] | undefined {
  return units?.filter(({ speedVisible }) => speedVisible);
}

/** Titles of units by ref; a unit that is not listed goes by the name in its ref. */
export function unitTitles(
  units: readonly ScopeUnit[] | undefined,
): (ref: string) => string {
  const titles = new Map(units?.map(unit => [unit.ref, unit.title]));
  return ref => titles.get(ref) ?? nameOfRef(ref);
}

/** The unit of an answer in words. What a unit has of its own stands beside its teams and is told apart. */
export function groupTitle(
  { group, scope }: Pick<MetricAnswer, 'group' | 'scope'>,
  title: (ref: string) => string,
  askedFor?: string,
): string {
  const ref = group.team ?? '';
  return scope === 'direct' && ref === askedFor
    ? `${title(ref)} itself`
    : title(ref);
}
