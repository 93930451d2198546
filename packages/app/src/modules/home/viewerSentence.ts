import type {
  AdoptionRow,
  InsightsScope,
  MetricAnswer,
} from '@mli/plugin-insights-common';
import {
  adoptionGroup,
  formatCount,
  formatCounted,
  formatDuration,
} from '@mli/plugin-ml-platform-react';
import type { HomeOffering } from './HomeApi';

/** Whose Home this is: it decides which sentence stands at the top. */
export type Viewer =
  | {
      readonly kind: 'customer';
      readonly team: string;
      readonly title: string;
      readonly isLead: boolean;
    }
  /** Somebody above teams: what is below is theirs to see. */
  | { readonly kind: 'line'; readonly team: string; readonly title: string }
  | { readonly kind: 'provider'; readonly team: string; readonly title: string }
  | { readonly kind: 'bridge' }
  | { readonly kind: 'guest' };

export function viewerOf(scope: InsightsScope): Viewer {
  const { customerTeams, leads, providerTeams, isBridge } = scope.viewer;
  const titleOf = (ref: string) =>
    scope.units.find(unit => unit.ref === ref)?.title ?? nameOf(ref);
  const customer = leads[0] ?? customerTeams[0];
  const [provider] = providerTeams;
  if (isBridge) return { kind: 'bridge' };
  if (customer)
    return {
      kind: 'customer',
      team: customer,
      title: titleOf(customer),
      isLead: leads.includes(customer),
    };
  if (provider)
    return { kind: 'provider', team: provider, title: titleOf(provider) };
  const aboveCustomers = unitsAboveCustomers(scope.units);
  const line = scope.units.find(
    unit =>
      scope.viewer.teams.includes(unit.ref) &&
      unit.speedVisible &&
      aboveCustomers.has(unit.ref),
  );
  return line
    ? { kind: 'line', team: line.ref, title: line.title }
    : { kind: 'guest' };
}

/** Every unit with a customer team somewhere below it: a department may hold departments only. */
function unitsAboveCustomers(units: InsightsScope['units']): Set<string> {
  const parentOf = new Map(units.map(({ ref, parent }) => [ref, parent]));
  const above = new Set<string>();
  for (const { role, parent } of units) {
    let unit = role === 'customer' ? parent : undefined;
    while (unit !== undefined && !above.has(unit)) {
      above.add(unit);
      unit = parentOf.get(unit);
    }
  }
  return above;
}

/** How long a team waits, in words; what is missing is said instead of a number. */
export function waitSentence(title: string, answer: MetricAnswer): string {
  if (answer.status !== 'ok' || answer.p50 === undefined) {
    return `There is no waiting time to show for ${title} yet.`;
  }
  const half =
    answer.p50 === 0
      ? `Half of ${possessive(title)} runs started without waiting`
      : `Half of ${possessive(title)} runs waited less than ${formatDuration(answer.p50)}`;
  if (answer.p90 === undefined) return `${half}.`;
  return `${half}; one in ten waited more than ${formatDuration(answer.p90)}.`;
}

/** How many teams use what a provider team offers. */
export function providerSentence(
  title: string,
  offerings: readonly HomeOffering[],
  rows: readonly AdoptionRow[],
): string {
  if (offerings.length === 0)
    return `${title} has no offering in the directory yet.`;
  const refs = new Set(offerings.map(offering => offering.ref));
  const eligible = rows.filter(row => refs.has(row.offering) && row.eligible);
  const using = new Set(eligible.filter(isInUse).map(row => row.team));
  const could = new Set(eligible.map(row => row.team));
  if (could.size === 0)
    return `${title} provides ${offeringsWords(offerings)}.`;
  return `${formatCount(using.size)} of ${formatCounted(could.size, 'team')} use what ${title} provides.`;
}

/** How many teams need somebody, over everything the viewer may see. */
export function bridgeSentence(rows: readonly AdoptionRow[]): string {
  const eligible = rows.filter(row => row.eligible);
  const teams = new Set(eligible.map(row => row.team));
  const stuck = new Set(eligible.filter(needsSomebody).map(row => row.team));
  if (teams.size === 0) return 'No team has been seen on an offering yet.';
  if (stuck.size === 0) {
    return `None of ${formatCounted(teams.size, 'team')} is stuck with an offering.`;
  }
  const verb = stuck.size === 1 ? 'is' : 'are';
  return `${formatCount(stuck.size)} of ${formatCounted(teams.size, 'team')} ${verb} stuck with an offering, or stopped using one.`;
}

export interface Suggestion {
  readonly offering: HomeOffering;
  readonly inUse: number;
  readonly eligible: number;
}

/** Offerings a team does not use and most others do: what to look at first. */
export function suggestionsFor(
  team: string,
  offerings: readonly HomeOffering[],
  rows: readonly AdoptionRow[],
  most = 3,
): Suggestion[] {
  const open = new Set(
    rows
      .filter(
        row =>
          row.team === team && row.eligible && row.status === 'not-started',
      )
      .map(row => row.offering),
  );
  return offerings
    .filter(offering => open.has(offering.ref) && !isEnding(offering))
    .map(offering => ({ offering, ...adoptersOf(offering.ref, rows) }))
    .filter(suggestion => suggestion.inUse > 0)
    .sort((a, b) => b.inUse / b.eligible - a.inUse / a.eligible)
    .slice(0, most);
}

export function adoptersOf(
  offering: string,
  rows: readonly AdoptionRow[],
): { inUse: number; eligible: number } {
  const eligible = rows.filter(
    row => row.offering === offering && row.eligible,
  );
  return { inUse: eligible.filter(isInUse).length, eligible: eligible.length };
}

function possessive(name: string): string {
  return name.endsWith('s') ? `${name}'` : `${name}'s`;
}

function isInUse(row: AdoptionRow): boolean {
  return adoptionGroup(row.status) === 'in-use';
}

function needsSomebody(row: AdoptionRow): boolean {
  return row.status === 'stalled' || row.status === 'churned';
}

function isEnding(offering: HomeOffering): boolean {
  return (
    offering.lifecycle === 'deprecated' || offering.lifecycle === 'retired'
  );
}

function offeringsWords(offerings: readonly HomeOffering[]): string {
  return formatCounted(offerings.length, 'offering');
}

function nameOf(ref: string): string {
  return ref.slice(ref.lastIndexOf('/') + 1);
}
