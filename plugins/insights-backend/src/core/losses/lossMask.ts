import { Organisation } from '../release/Organisation';
import { ReleaseJudge } from '../release/ReleaseJudge';
import { ReleaseFamily, ReleaseNode } from '../release/types';

/** Runs of one team in one stage, in the reported weeks. */
export interface StageRuns {
  readonly team: string;
  readonly stage: string;
  readonly runs: number;
}

/**
 * Which losses may be shown, judged over the whole organisation at once: by unit its released stages, undefined where
 * not even the total may be. Losses are of class S: whole teams stand behind them, at least 5 members together, and
 * what is hidden cannot be had by taking the shown parts of a unit from its total.
 */
export function lossMask(options: {
  organisation: Organisation;
  runs: readonly StageRuns[];
  floor: number;
  membersOf(team: string): readonly string[];
}): Map<string, string[] | undefined> {
  const { organisation, floor, membersOf } = options;
  const totals = new Map<string, GrowingNode>();
  const stages = new Map<string, Map<string, GrowingNode>>();
  for (const { team, stage, runs } of options.runs) {
    const line = organisation.lineOf(team);
    const direct =
      organisation.childrenOf(team).length > 0 ? [`${team} (direct)`] : [];
    for (const unit of [...line, ...direct]) {
      grow(totals, unit, unit).add(team, runs);
      const byUnit = stages.get(stage) ?? new Map<string, GrowingNode>();
      stages.set(stage, byUnit);
      grow(byUnit, unit, keyOf(unit, stage)).add(team, runs);
    }
  }
  const judge = new ReleaseJudge({
    metricClass: 'S',
    floor,
    peopleOf: membersOf,
  });
  judge.judge({
    nodes: [...totals.values()],
    families: familiesBelow(organisation, totals),
  });
  judge.judge({
    nodes: [...stages.values()].flatMap(byUnit => [...byUnit.values()]),
    families: [
      ...[...stages.values()].flatMap(byUnit =>
        familiesBelow(organisation, byUnit),
      ),
      ...[...totals.keys()].map((unit): ReleaseFamily => ({
        parent: unit,
        members: [...stages.keys()].map(stage => keyOf(unit, stage)),
        complete: true,
      })),
    ],
  });
  const verdicts = judge.verdicts();
  const mask = new Map<string, string[] | undefined>();
  for (const unit of totals.keys()) {
    mask.set(
      unit,
      verdicts.get(unit)?.released
        ? [...stages.keys()].filter(
            stage => verdicts.get(keyOf(unit, stage))?.released,
          )
        : undefined,
    );
  }
  return mask;
}

class GrowingNode implements ReleaseNode {
  readonly key: string;
  readonly contributors = new Map<string, number>();
  runs = 0;

  constructor(key: string) {
    this.key = key;
  }

  add(team: string, runs: number): void {
    this.runs += runs;
    this.contributors.set(team, (this.contributors.get(team) ?? 0) + runs);
  }
}

function keyOf(unit: string, stage: string): string {
  return `${unit}|${stage}`;
}

function grow(
  nodes: Map<string, GrowingNode>,
  unit: string,
  key: string,
): GrowingNode {
  const node = nodes.get(unit) ?? new GrowingNode(key);
  nodes.set(unit, node);
  return node;
}

/** The units below each unit, with its own part beside them. */
function familiesBelow(
  organisation: Organisation,
  nodes: ReadonlyMap<string, ReleaseNode>,
): ReleaseFamily[] {
  return organisation.units.flatMap(({ ref }) => {
    const parent = nodes.get(ref);
    const below = organisation.childrenOf(ref);
    if (!parent || below.length === 0) {
      return [];
    }
    const members = [...below, `${ref} (direct)`].flatMap(
      unit => nodes.get(unit)?.key ?? [],
    );
    return [{ parent: parent.key, members, complete: true }];
  });
}
