import { Organisation } from '../release/Organisation';

/** Small teams whose use is looked at together, inside a unit above them. */
export interface Fold {
  readonly unit: string;
  /** At least two. */
  readonly teams: readonly string[];
}

/**
 * Which small teams are told about together, and where.
 *
 * A small team is folded into the lowest unit above it in which at least two small teams have enough people together:
 * with one alone, or with fewer people, what is told of the unit would be told of them. What is left over goes on to
 * the unit above that. Folds have no team in common, so that nothing can be had by taking one from another.
 */
export function foldSmallTeams(options: {
  organisation: Organisation;
  /** Teams with too few members to be told about. */
  small: ReadonlySet<string>;
  members: ReadonlyMap<string, ReadonlySet<string>>;
  peopleFloor: number;
}): Fold[] {
  const { organisation, small, members, peopleFloor } = options;
  const folds: Fold[] = [];
  const leftOver = (unit: string): string[] => {
    const open = organisation
      .childrenOf(unit)
      .flatMap(child => [
        ...(small.has(child) ? [child] : []),
        ...leftOver(child),
      ])
      .sort();
    const people = new Set(
      open.flatMap(team => [...(members.get(team) ?? [])]),
    );
    if (open.length < 2 || people.size < peopleFloor) {
      return open;
    }
    folds.push({ unit, teams: open });
    return [];
  };
  for (const { ref, parent } of organisation.units) {
    if (parent === undefined || !organisation.unit(parent)) {
      leftOver(ref);
    }
  }
  return folds;
}
