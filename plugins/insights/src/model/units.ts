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

/**
 * Leaves out provider teams that have no number: the list is about customers, and a provider is in it only where it
 * runs something itself.
 */
export function withoutIdleProviders<Row>(
  rows: readonly Row[],
  units: readonly ScopeUnit[] | undefined,
  of: (row: Row) => { team?: string; answers: Array<MetricAnswer | undefined> },
): Row[] {
  const providers = new Set(
    units?.filter(({ role }) => role === 'provider').map(({ ref }) => ref),
  );
  return rows.filter(row => {
    const { team, answers } = of(row);
    return (
      team === undefined ||
      !providers.has(team) ||
      answers.some(answer => answer?.status === 'ok')
    );
  });
}

/** A unit in words. What a unit has of its own stands beside its teams, and is told apart from them. */
export function groupTitle(
  ref: string,
  title: (ref: string) => string,
  askedFor?: string,
): string {
  return ref === askedFor ? `${title(ref)} itself` : title(ref);
}
