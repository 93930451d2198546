import { MetricClass } from '@mli/plugin-insights-common';
import { Day } from '../metrics/windows';
import { COMPANY, Organisation, Unit } from './Organisation';
import { Contribution, LatticeNode, ReleaseLattice } from './ReleaseLattice';
import { ReleaseJudge } from './ReleaseJudge';
import { restrictToDefaultView } from './restrictToDefaultView';
import { TimeScale } from './timeScale';
import { ReleasePolicy, ReleaseVerdict } from './types';
import { readWeekRows, WeekCell } from './weekCells';

/** Everything a metric in a view is judged from; plain values, so that it can be sent to a thread. */
export interface JudgementInput {
  readonly metricClass: MetricClass;
  readonly peopleFloor: number;
  readonly firstMonday: Day;
  readonly closedEnd: Day;
  readonly units: readonly Unit[];
  /** By unit, its own members. */
  readonly members: ReadonlyMap<string, readonly string[]>;
  /** Merged weeks before the closed end, as JSON (weekCells.ts): parsed where the work is done. */
  readonly rows: readonly string[];
  /** Those of the default view, where another one is judged. */
  readonly usualRows?: readonly string[];
}

export interface Judgement {
  /** First day of the first week with data. */
  readonly firstDay: Day;
  /** The teams its cells name. */
  readonly cellTeams: readonly string[];
  readonly nodes: ReadonlyMap<string, LatticeNode>;
  readonly verdicts: ReadonlyMap<string, ReleaseVerdict>;
}

/**
 * Judges all nodes of a metric in a view together. Another view than the default one is held to what that one shows.
 */
export function judgeMetric(input: JudgementInput): Judgement {
  const policy = policyOf(input);
  const judged = judgeView(input, { policy, texts: input.rows });
  if (!input.usualRows) {
    return judged;
  }
  const usual = judgeView(input, { policy, texts: input.usualRows });
  return {
    ...judged,
    verdicts: restrictToDefaultView(
      { ...judged, policy },
      { ...usual, policy },
    ),
  };
}

function policyOf(input: JudgementInput): ReleasePolicy {
  const { metricClass, peopleFloor: floor, members } = input;
  return {
    metricClass,
    floor,
    peopleOf:
      metricClass === 'S'
        ? team => members.get(team) ?? []
        : person => [person],
  };
}

function judgeView(
  input: JudgementInput,
  { policy, texts }: { policy: ReleasePolicy; texts: readonly string[] },
): Judgement {
  const { closedEnd, firstMonday, metricClass } = input;
  const rows = readWeekRows(texts);
  const firstDay = rows.reduce(
    (first, row) =>
      row.kind === 'stage' && row.week < first ? row.week : first,
    closedEnd,
  );
  const lattice = new ReleaseLattice(
    new Organisation(input.units),
    new TimeScale({ firstMonday, closedEnd, firstDay }),
  );
  const contributorsOf = metricClass === 'S' ? ofTeam : ofPeople;
  for (const row of rows) {
    addTo(lattice, row, contributorsOf(row));
  }
  const judge = new ReleaseJudge(policy);
  for (const rank of lattice.ranks()) {
    judge.judge(rank);
  }
  return {
    firstDay,
    cellTeams: lattice.cellTeams().get(COMPANY) ?? [],
    nodes: lattice.nodes(),
    verdicts: judge.verdicts(),
  };
}

function addTo(
  lattice: ReleaseLattice,
  { kind, value, ...row }: WeekCell,
  contributors: readonly Contribution[],
): void {
  switch (kind) {
    case 'stage':
      lattice.add({ ...row, stage: value, contributors });
      break;
    case 'offering':
      lattice.addOffering({ ...row, offering: value, contributors });
      break;
    case 'component':
      lattice.addComponent({
        ...row,
        component: value,
        contributors,
        persons: row.people,
      });
      break;
    default:
      throw new RangeError(`There is no kind ${kind} of merged weeks`);
  }
}

/** Class S: the whole team stands behind its runs, those that never started included. */
function ofTeam(row: WeekCell): Contribution[] {
  return [[row.team, row.runs + row.neverStarted]];
}

function ofPeople(row: WeekCell): readonly Contribution[] {
  return row.people;
}
