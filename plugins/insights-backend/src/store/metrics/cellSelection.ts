import { Facet } from '../../core/metrics/MetricQuery';
import { CellSelection, CellView } from './MetricsStore';

/** A piece of SQL with the values of its placeholders, in their order. */
export interface SqlPart {
  readonly sql: string;
  readonly bindings: readonly (string | string[] | number[])[];
}

const FACET_COLUMN: Record<Facet['kind'], string | undefined> = {
  none: undefined,
  stage: 'c.stage',
  offering: 'c.offering_ref',
  source: 's.name',
  component: 'c.component_ref',
};

const FACET_TABLE: Record<Facet['kind'], string> = {
  none: 'cell',
  stage: 'cell',
  offering: 'cell_offering',
  source: 'cell',
  component: 'cell_component',
};

/**
 * `from` and `where` that join the cells of several selections, numbered from 0 in `wanted.position`.
 *
 * All selections narrow by the same kind of facet. The join is by team and day, the beginning of the primary key of
 * both cell tables.
 */
export function joinSelectedCells(
  view: CellView,
  selections: readonly CellSelection[],
): SqlPart {
  const kind = selections[0]?.facet.kind ?? 'none';
  const column = FACET_COLUMN[kind];
  const rows = selections.flatMap((selection, position) =>
    selection.teams.map(team => ({ position, team, selection })),
  );
  const table = FACET_TABLE[kind];
  return {
    sql: `
      from unnest(?::int[], ?::text[], ?::date[], ?::date[], ?::text[])
        as wanted (position, team_ref, first_day, last_day, facet)
      join ${table} c
        on c.team_ref = wanted.team_ref and c.day >= wanted.first_day and c.day < wanted.last_day
      ${kind === 'source' ? 'join source s on s.id = c.source_id' : ''}
      where c.metric = ? and c.trigger = any(?::text[]) and c.run_class = any(?::text[])
      ${column ? `and ${column} = wanted.facet` : ''}`,
    bindings: [
      rows.map(row => row.position),
      rows.map(row => row.team),
      rows.map(row => row.selection.range.from),
      rows.map(row => row.selection.range.to),
      rows.map(row => facetValue(row.selection.facet)),
      view.metric,
      [...view.triggers],
      [...view.runClasses],
    ],
  };
}

/**
 * The same of merged weeks, by the primary key of week_cell. Selections are of whole weeks.
 */
export function joinSelectedWeeks(
  view: CellView,
  selections: readonly CellSelection[],
): SqlPart {
  const kind = selections[0]?.facet.kind ?? 'none';
  const rows = selections.flatMap((selection, position) =>
    selection.teams.map(team => ({ position, team, selection })),
  );
  const narrowed = {
    none: '',
    source: 'and s.name = wanted.facet',
    stage: 'and c.value = wanted.facet',
    offering: 'and c.value = wanted.facet',
    component: 'and c.value = wanted.facet',
  } as const;
  return {
    sql: `
      from unnest(?::int[], ?::text[], ?::date[], ?::date[], ?::text[])
        as wanted (position, team_ref, first_day, last_day, facet)
      join week_cell c on c.metric = ? and c.kind = ?
        and c.team_ref = wanted.team_ref and c.week >= wanted.first_day and c.week < wanted.last_day
      ${kind === 'source' ? 'join source s on s.id = c.source_id' : ''}
      where c.trigger = any(?::text[]) and c.run_class = any(?::text[]) ${narrowed[kind]}`,
    bindings: [
      rows.map(row => row.position),
      rows.map(row => row.team),
      rows.map(row => row.selection.range.from),
      rows.map(row => row.selection.range.to),
      rows.map(row => facetValue(row.selection.facet)),
      view.metric,
      kind === 'offering' || kind === 'component' ? kind : 'stage',
      [...view.triggers],
      [...view.runClasses],
    ],
  };
}

function facetValue(facet: Facet): string {
  return facet.kind === 'none' ? '' : facet.value;
}
