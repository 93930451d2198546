import { Facet } from '../metrics/MetricQuery';
import { Day } from '../metrics/windows';
import { COMPANY, Organisation } from './Organisation';
import { TimeFamily, TimeScale } from './timeScale';
import { ReleaseFamily, ReleaseNode, ReleaseRank } from './types';

/** What adds up over cells. Durations are in milliseconds. */
export interface CellTotals {
  readonly runs: number;
  readonly sumMilliseconds: number;
  readonly zeros: number;
  /** Never began, or is not over yet. */
  readonly neverStarted: number;
  /** Their source did not say what the metric needs. */
  readonly unseen: number;
  /** What ratios and quantities are made of, as METRIC_PARTS orders it. */
  readonly parts: readonly number[];
}

/** Totals of a node: what adds up, and the sets that do not. */
export interface NodeTotals extends CellTotals {
  /** Distinct pairs of an actor and a week. */
  readonly personWeeks: number;
}

/** A contributor (see ReleaseNode) and its weight. */
export type Contribution = readonly [contributor: string, weight: number];

interface Row extends CellTotals {
  readonly team: string;
  readonly week: Day;
  readonly contributors: readonly Contribution[];
  /** Actors active in the week, where the metric counts them. */
  readonly actors: readonly string[];
  /** When the newest of its cells was computed, as RFC 3339. */
  readonly dataAt: string;
}

/** Everything of one team, week, stage and source. */
export interface WeekRow extends Row {
  readonly stage: string;
  readonly source: string;
}

/** Everything of one team on one offering in one week; a run on two offerings is in two of these. */
export interface OfferingWeekRow extends Row {
  readonly offering: string;
}

/** Everything of one component of a team in one week, with the people behind it. */
export interface ComponentWeekRow extends Row {
  readonly component: string;
  readonly persons: readonly Contribution[];
}

export interface NodePlace {
  readonly unit: string;
  readonly time: string;
  readonly facet: Facet;
}

export interface LatticeNode extends ReleaseNode, NodePlace {
  readonly totals: NodeTotals;
  readonly dataAt: string;
}

class GrowingTotals implements NodeTotals {
  runs = 0;
  sumMilliseconds = 0;
  zeros = 0;
  neverStarted = 0;
  unseen = 0;
  readonly parts: number[] = [];
  readonly #actors = new Map<Day, Set<string>>();

  get personWeeks(): number {
    let count = 0;
    for (const actors of this.#actors.values()) {
      count += actors.size;
    }
    return count;
  }

  add(row: Row): void {
    this.runs += row.runs;
    this.sumMilliseconds += row.sumMilliseconds;
    this.zeros += row.zeros;
    this.neverStarted += row.neverStarted;
    this.unseen += row.unseen;
    for (const [index, part] of row.parts.entries()) {
      this.parts[index] = (this.parts[index] ?? 0) + part;
    }
    if (row.actors.length > 0) {
      const known = this.#actors.get(row.week) ?? new Set();
      this.#actors.set(row.week, known);
      for (const actor of row.actors) {
        known.add(actor);
      }
    }
  }
}

class GrowingNode implements LatticeNode {
  readonly key: string;
  readonly unit: string;
  readonly totals = new GrowingTotals();
  readonly contributors = new Map<string, number>();
  persons?: Map<string, number>;
  dataAt = '';
  readonly #slot: Slot;

  constructor(unit: string, slot: Slot) {
    this.key = nodeKey({ unit, ...slot });
    this.unit = unit;
    this.#slot = slot;
  }

  get time(): string {
    return this.#slot.time;
  }

  get facet(): Facet {
    return this.#slot.facet;
  }

  get runs(): number {
    return this.totals.runs + this.totals.neverStarted;
  }

  add(row: Row): void {
    this.totals.add(row);
    this.dataAt = row.dataAt > this.dataAt ? row.dataAt : this.dataAt;
    addWeights(this.contributors, row.contributors);
  }

  addPersons(persons: readonly Contribution[]): void {
    this.persons ??= new Map();
    addWeights(this.persons, persons);
  }
}

function addWeights(
  weights: Map<string, number>,
  more: readonly Contribution[],
): void {
  for (const [contributor, weight] of more) {
    weights.set(contributor, (weights.get(contributor) ?? 0) + weight);
  }
}

/** All units in one period, for one facet. */
interface Slot {
  readonly time: string;
  readonly facet: Facet;
  readonly nodes: Map<string, GrowingNode>;
}

const FACET_ORDER = ['stage', 'offering', 'source', 'component'] as const;
const NO_FACET: Facet = { kind: 'none' };

/** What a unit has of its own, beside the units below it. */
export function directPartOf(unit: string): string {
  return `${unit} (direct)`;
}

export function nodeKey({ unit, time, facet }: NodePlace): string {
  return facet.kind === 'none'
    ? `${unit}|${time}`
    : `${unit}|${time}|${facet.kind} ${facet.value}`;
}

/** Every node of one metric that could be released, and the families it is judged in. */
export class ReleaseLattice {
  readonly #organisation: Organisation;
  readonly #times: TimeScale;
  readonly #slots = new Map<string, Map<string, Slot>>();
  readonly #unitsOf = new Map<string, readonly string[]>();

  constructor(organisation: Organisation, times: TimeScale) {
    this.#organisation = organisation;
    this.#times = times;
  }

  add(row: WeekRow): void {
    const periods = this.#times.periodsOf(row.week);
    if (!periods) {
      return;
    }
    const stage: Facet = { kind: 'stage', value: row.stage };
    const source: Facet = { kind: 'source', value: row.source };
    this.#grow(row, NO_FACET, [periods.week, ...periods.others]);
    this.#grow(row, stage, [periods.week, ...periods.others]);
    // Weeks are not kept by source or offering: their numbers would be small and their nodes many.
    this.#grow(row, source, periods.others);
  }

  addOffering(row: OfferingWeekRow): void {
    const facet: Facet = { kind: 'offering', value: row.offering };
    this.#grow(row, facet, this.#times.periodsOf(row.week)?.others ?? []);
  }

  addComponent(row: ComponentWeekRow): void {
    const facet: Facet = { kind: 'component', value: row.component };
    const times = this.#times.periodsOf(row.week)?.others ?? [];
    for (const node of this.#grow(row, facet, times)) {
      node.addPersons(row.persons);
    }
  }

  nodes(): Map<string, LatticeNode> {
    const nodes = new Map<string, LatticeNode>();
    for (const slot of this.#allSlots()) {
      for (const node of slot.nodes.values()) {
        nodes.set(node.key, node);
      }
    }
    return nodes;
  }

  /** By unit, the teams its cells name. */
  cellTeams(): Map<string, string[]> {
    const teams = new Map<string, string[]>();
    for (const [team, units] of this.#unitsOf) {
      for (const unit of units) {
        teams.set(unit, [...(teams.get(unit) ?? []), team]);
      }
    }
    return teams;
  }

  /**
   * In the order in which they are judged. Totals come period by period, long windows before single weeks. Of a stage,
   * an offering or a source all periods are judged together, because any of them may hold the same as a total.
   */
  *ranks(): Iterable<ReleaseRank> {
    const timeRanks = this.#times.ranks();
    const totals = this.#slotsOf('none');
    for (const { times, families } of timeRanks) {
      yield this.#rank(
        totals.filter(({ time }) => times.has(time)),
        families.flatMap(family => timeFamilies(totals, family)),
      );
    }
    const divisions = timeRanks
      .flatMap(({ families }) => families)
      .filter(({ complete }) => complete);
    for (const kind of FACET_ORDER) {
      const slots = this.#slotsOf(kind);
      yield this.#rank(
        slots,
        divisions.flatMap(family => timeFamilies(slots, family)),
      );
    }
  }

  #rank(
    slots: readonly Slot[],
    families: readonly ReleaseFamily[],
  ): ReleaseRank {
    return {
      nodes: slots.flatMap(slot => [...slot.nodes.values()]),
      families: [
        ...slots.flatMap(slot => this.#unitFamilies(slot)),
        ...facetFamilies(slots),
        ...families,
      ],
    };
  }

  #slotsOf(kind: Facet['kind']): Slot[] {
    return this.#allSlots().filter(({ facet }) => facet.kind === kind);
  }

  #allSlots(): Slot[] {
    return [...this.#slots.values()].flatMap(times => [...times.values()]);
  }

  #unitFamilies({ nodes, time, facet }: Slot): ReleaseFamily[] {
    const members = new Map<string, string[]>();
    for (const { unit, key } of nodes.values()) {
      const parent = this.#parentUnit(unit);
      if (parent !== undefined) {
        members.set(parent, [...(members.get(parent) ?? []), key]);
      }
    }
    return [...members].map(([unit, keys]) => ({
      parent: nodeKey({ unit, time, facet }),
      members: keys,
      complete: true,
    }));
  }

  #grow(row: Row, facet: Facet, times: readonly string[]): GrowingNode[] {
    const units = this.#unitsWith(row.team);
    const grown: GrowingNode[] = [];
    for (const time of times) {
      const { nodes } = this.#slot(facet, time);
      for (const unit of units) {
        let node = nodes.get(unit);
        if (!node) {
          node = new GrowingNode(unit, this.#slot(facet, time));
          nodes.set(unit, node);
        }
        node.add(row);
        grown.push(node);
      }
    }
    return grown;
  }

  #slot(facet: Facet, time: string): Slot {
    const name = facet.kind === 'none' ? '' : `${facet.kind} ${facet.value}`;
    let times = this.#slots.get(name);
    if (!times) {
      times = new Map();
      this.#slots.set(name, times);
    }
    let slot = times.get(time);
    if (!slot) {
      slot = { time, facet, nodes: new Map() };
      times.set(time, slot);
    }
    return slot;
  }

  /** The units whose nodes the cells of a team are part of. */
  #unitsWith(team: string): readonly string[] {
    const known = this.#unitsOf.get(team);
    if (known) {
      return known;
    }
    const isUnit = this.#organisation.unit(team) !== undefined;
    const hasBelow = isUnit && this.#organisation.childrenOf(team).length > 0;
    const units = [
      ...(hasBelow || !isUnit ? [directPartOf(team)] : []),
      ...(isUnit ? this.#organisation.lineOf(team) : []),
      COMPANY,
    ];
    this.#unitsOf.set(team, units);
    return units;
  }

  #parentUnit(unit: string): string | undefined {
    if (unit === COMPANY) {
      return undefined;
    }
    if (this.#organisation.unit(unit)) {
      return this.#organisation.lineOf(unit)[1] ?? COMPANY;
    }
    const owner = unit.slice(0, -directPartOf('').length);
    return this.#organisation.unit(owner) ? owner : COMPANY;
  }
}

/** The stages (offerings, sources) of a unit in a period. A run may be on several offerings, or on none. */
function facetFamilies(slots: readonly Slot[]): ReleaseFamily[] {
  const members = new Map<string, string[]>();
  let complete = true;
  for (const { time, facet, nodes } of slots) {
    if (facet.kind === 'none') {
      return [];
    }
    // A run may be on several offerings, and be of no component.
    complete = facet.kind !== 'offering' && facet.kind !== 'component';
    for (const { unit, key } of nodes.values()) {
      const parent = nodeKey({ unit, time, facet: NO_FACET });
      const family = members.get(parent);
      if (family) {
        family.push(key);
      } else {
        members.set(parent, [key]);
      }
    }
  }
  return [...members].map(([parent, keys]) => ({
    parent,
    members: keys,
    complete,
  }));
}

/** The periods of each unit and facet that lie in a longer one. */
function timeFamilies(
  slots: readonly Slot[],
  family: TimeFamily,
): ReleaseFamily[] {
  return slots
    .filter(({ time }) => time === family.parent)
    .flatMap(({ facet, nodes }) =>
      [...nodes.values()].map(({ key, unit }) => ({
        parent: key,
        members: family.members.map(time => nodeKey({ unit, time, facet })),
        complete: family.complete,
      })),
    );
}
