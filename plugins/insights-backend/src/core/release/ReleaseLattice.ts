import { Facet } from '../metrics/MetricQuery';
import { Day } from '../metrics/windows';
import { COMPANY, Organisation } from './Organisation';
import { TimeScale } from './timeScale';
import { ReleaseFamily, ReleaseNode } from './types';

/** What adds up over cells. Durations are in milliseconds. */
export interface CellTotals {
  readonly runs: number;
  readonly sumMilliseconds: number;
  readonly zeros: number;
  readonly neverStarted: number;
}

/** A contributor (see ReleaseNode) and its weight. */
export type Contribution = readonly [contributor: string, weight: number];

/** Everything of one team, week, stage and source. */
export interface WeekRow extends CellTotals {
  readonly team: string;
  readonly week: Day;
  readonly stage: string;
  readonly source: string;
  readonly contributors: readonly Contribution[];
}

/** Everything of one team on one offering in one week; a run on two offerings is in two of these. */
export interface OfferingWeekRow extends CellTotals {
  readonly team: string;
  readonly week: Day;
  readonly offering: string;
  readonly contributors: readonly Contribution[];
}

export interface NodeTotals {
  runs: number;
  sumMilliseconds: number;
  zeros: number;
  neverStarted: number;
}

export interface LatticeNode extends ReleaseNode {
  readonly unit: string;
  readonly time: string;
  readonly facet: Facet;
  readonly totals: Readonly<NodeTotals>;
}

interface GrowingNode {
  readonly unit: string;
  readonly time: string;
  readonly facet: Facet;
  readonly totals: NodeTotals;
  readonly contributors: Map<string, number>;
}

export type NodePlace = Pick<LatticeNode, 'unit' | 'time' | 'facet'>;

/** What a unit has of its own, beside the units below it. */
export function directPartOf(unit: string): string {
  return `${unit} (direct)`;
}

export function nodeKey({ unit, time, facet }: NodePlace): string {
  return facet.kind === 'none'
    ? `${unit}|${time}`
    : `${unit}|${time}|${facet.kind} ${facet.value}`;
}

const NO_FACET: Facet = { kind: 'none' };

/** Every node of one metric that could be released, and the families it is judged in. */
export class ReleaseLattice {
  readonly #organisation: Organisation;
  readonly #times: TimeScale;
  readonly #growing = new Map<string, GrowingNode>();
  readonly #teams = new Set<string>();

  constructor(organisation: Organisation, times: TimeScale) {
    this.#organisation = organisation;
    this.#times = times;
  }

  add(row: WeekRow): void {
    const periods = this.#times.periodsOf(row.week);
    if (!periods) {
      return;
    }
    this.#teams.add(row.team);
    const byWeek: Facet[] = [NO_FACET, { kind: 'stage', value: row.stage }];
    const all: Facet[] = [...byWeek, { kind: 'source', value: row.source }];
    for (const unit of this.#unitsOf(row.team)) {
      for (const facet of byWeek) {
        this.#grow({ unit, time: periods.week, facet }, row);
      }
      for (const time of periods.others) {
        for (const facet of all) {
          this.#grow({ unit, time, facet }, row);
        }
      }
    }
  }

  addOffering(row: OfferingWeekRow): void {
    const facet: Facet = { kind: 'offering', value: row.offering };
    for (const time of this.#times.periodsOf(row.week)?.others ?? []) {
      for (const unit of this.#unitsOf(row.team)) {
        this.#grow({ unit, time, facet }, row);
      }
    }
  }

  nodes(): Map<string, LatticeNode> {
    const nodes = new Map<string, LatticeNode>();
    for (const [key, node] of this.#growing) {
      const runs = node.totals.runs + node.totals.neverStarted;
      nodes.set(key, { key, ...node, runs });
    }
    return nodes;
  }

  /** By unit, the teams its cells name. */
  cellTeams(): Map<string, string[]> {
    const teams = new Map<string, string[]>();
    for (const team of this.#teams) {
      for (const unit of this.#unitsOf(team)) {
        teams.set(unit, [...(teams.get(unit) ?? []), team]);
      }
    }
    return teams;
  }

  families(): ReleaseFamily[] {
    const families = new Map<string, ReleaseFamily & { members: string[] }>();
    const put = (name: string, parent: NodePlace, member: string) => {
      const found = families.get(name);
      if (found) {
        found.members.push(member);
      } else {
        const complete = !name.startsWith('offering');
        const key = nodeKey(parent);
        families.set(name, { parent: key, members: [member], complete });
      }
    };
    const timeParents = new Map<string, string>();
    for (const { parent, members } of this.#times.families()) {
      for (const member of members) {
        timeParents.set(member, parent);
      }
    }
    for (const [key, node] of this.#growing) {
      const { unit, time, facet } = node;
      const above = this.#parentUnit(unit);
      if (above !== undefined) {
        const parent = { unit: above, time, facet };
        put(`units ${nodeKey(parent)}`, parent, key);
      }
      if (facet.kind !== 'none') {
        const parent = { unit, time, facet: NO_FACET };
        put(`${facet.kind} ${nodeKey(parent)}`, parent, key);
      }
      const longer = timeParents.get(time);
      if (longer !== undefined) {
        const parent = { unit, time: longer, facet };
        put(`time ${nodeKey(parent)}`, parent, key);
      }
    }
    return [...families.values()];
  }

  #unitsOf(team: string): string[] {
    const hasChildren = this.#organisation.childrenOf(team).length > 0;
    const line =
      team === '' || !this.#organisation.unit(team)
        ? [directPartOf(team)]
        : this.#organisation.lineOf(team);
    return hasChildren
      ? [directPartOf(team), ...line, COMPANY]
      : [...line, COMPANY];
  }

  #parentUnit(unit: string): string | undefined {
    if (unit === COMPANY) {
      return undefined;
    }
    const known = this.#organisation.unit(unit);
    if (known) {
      return this.#organisation.lineOf(unit)[1] ?? COMPANY;
    }
    const owner = unit.slice(0, -directPartOf('').length);
    return this.#organisation.unit(owner) ? owner : COMPANY;
  }

  #grow(
    place: NodePlace,
    row: CellTotals & Pick<WeekRow, 'contributors'>,
  ): void {
    const key = nodeKey(place);
    let node = this.#growing.get(key);
    if (!node) {
      node = {
        ...place,
        totals: { runs: 0, sumMilliseconds: 0, zeros: 0, neverStarted: 0 },
        contributors: new Map(),
      };
      this.#growing.set(key, node);
    }
    node.totals.runs += row.runs;
    node.totals.sumMilliseconds += row.sumMilliseconds;
    node.totals.zeros += row.zeros;
    node.totals.neverStarted += row.neverStarted;
    for (const [contributor, weight] of row.contributors) {
      node.contributors.set(
        contributor,
        (node.contributors.get(contributor) ?? 0) + weight,
      );
    }
  }
}
