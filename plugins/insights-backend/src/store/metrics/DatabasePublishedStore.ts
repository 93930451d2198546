import { Knex } from 'knex';
import { METRIC_IDS } from '@mli/plugin-insights-common';
import { Facet } from '../../core/metrics/MetricQuery';
import { ENOUGH_DATA } from '../../core/metrics/quantiles';
import {
  nodeKey,
  NodePlace,
  NodeTotals,
} from '../../core/release/ReleaseLattice';
import { Publication, PublishedNode, PublishedStore } from './PublishedStore';

interface DbPublicationRow {
  id: string;
  metric: string;
  view: string;
  closed_end: string;
  first_day: string;
  input_version: string;
  policy: string;
  cell_teams: string[];
  judged_at: Date;
  settles_at: Date;
}

interface DbNodeRow {
  unit: string;
  time_key: string;
  facet_kind: Facet['kind'];
  facet: string;
  released: boolean;
  people: number | null;
  totals: NodeTotals;
  data_at: string;
  measures: Record<string, unknown> | null;
}

const PUBLICATION = `
  id::text, metric, view, to_char(closed_end, 'YYYY-MM-DD') as closed_end,
  to_char(first_day, 'YYYY-MM-DD') as first_day, input_version, policy, cell_teams, judged_at,
  settles_at
`;

const NODE = `
  n.unit, n.time_key, n.facet_kind, n.facet, n.released, n.people, n.totals, n.data_at::text,
  case when n.measured_at = n.data_at then n.measures end as measures
`;

export class DatabasePublishedStore implements PublishedStore {
  static create(knex: Knex): DatabasePublishedStore {
    return new DatabasePublishedStore(knex);
  }

  readonly #knex: Knex;

  private constructor(knex: Knex) {
    this.#knex = knex;
  }

  async find(metric: string, view: string): Promise<Publication | undefined> {
    const { rows } = await this.#knex.raw<{ rows: DbPublicationRow[] }>(
      `select ${PUBLICATION} from publication where metric = ? and view = ?`,
      [metric, view],
    );
    return rows.flatMap(fromDbPublication)[0];
  }

  async asked(since: Date): Promise<Publication[]> {
    const { rows } = await this.#knex.raw<{ rows: DbPublicationRow[] }>(
      `select ${PUBLICATION} from publication where last_asked_at >= ? order by judged_at`,
      [since],
    );
    return rows.flatMap(fromDbPublication);
  }

  async publish(
    publication: Omit<Publication, 'id'>,
    pages: readonly string[],
  ): Promise<Publication> {
    return await this.#knex.transaction(async tx => {
      const { metric, view } = publication;
      await tx.raw(`select pg_advisory_xact_lock(hashtextextended(?, 7303))`, [
        `${metric}|${view}`,
      ]);
      const { rows } = await tx.raw<{ rows: DbPublicationRow[] }>(
        `
        insert into publication as known
          (metric, view, closed_end, first_day, input_version, policy, cell_teams, judged_at, settles_at)
        values (?, ?, ?, ?, ?, ?, ?, ?, ?)
        on conflict (metric, view) do update set closed_end = excluded.closed_end, first_day = excluded.first_day,
          input_version = excluded.input_version, policy = excluded.policy, cell_teams = excluded.cell_teams,
          judged_at = excluded.judged_at, later_since = null,
          settles_at = case when exists (select from published_node n where n.publication_id = known.id and n.released)
            then known.settles_at else excluded.settles_at end
        returning ${PUBLICATION}
        `,
        [
          metric,
          view,
          publication.closedEnd,
          publication.firstDay,
          publication.inputVersion,
          publication.policy,
          [...publication.cellTeams],
          publication.judgedAt,
          publication.settlesAt,
        ],
      );
      const [stored] = rows.flatMap(fromDbPublication);
      if (!stored) {
        throw new Error(`The publication of ${metric} could not be read back`);
      }
      await replaceNodes(tx, stored.id, pages);
      return stored;
    });
  }

  async noteLater(publication: string, now: Date): Promise<void> {
    await this.#knex.raw(
      `update publication set later_since = ? where id = ? and later_since is null`,
      [now, publication],
    );
  }

  async unmeasured(
    publication: string,
    options: { time: string; limit: number },
  ): Promise<PublishedNode[]> {
    const { rows } = await this.#knex.raw<{ rows: DbNodeRow[] }>(
      `
      select ${NODE} from published_node n
      where n.publication_id = ? and n.time_key = ? and n.facet_kind in ('none', 'stage') and n.released
        and n.measured_at is distinct from n.data_at and (n.totals ->> 'runs')::bigint >= ${ENOUGH_DATA}
      order by n.unit, n.facet limit ?
      `,
      [publication, options.time, options.limit],
    );
    return rows.map(fromDbNode);
  }

  async nodes(
    publication: string,
    places: readonly NodePlace[],
  ): Promise<Map<string, PublishedNode>> {
    const { rows } = await this.#knex.raw<{ rows: DbNodeRow[] }>(
      `
      select ${NODE}
      from unnest(?::text[], ?::text[], ?::text[], ?::text[]) as wanted (unit, time_key, facet_kind, facet)
      join published_node n using (unit, time_key, facet_kind, facet)
      where n.publication_id = ?
      `,
      [...placeColumns(places), publication],
    );
    const nodes = new Map<string, PublishedNode>();
    for (const row of rows) {
      const node = fromDbNode(row);
      nodes.set(nodeKey(node.place), node);
    }
    return nodes;
  }

  async facetValues(
    publication: string,
    place: { unit: string; time: string; kind: string },
  ): Promise<string[]> {
    const { rows } = await this.#knex.raw<{ rows: { facet: string }[] }>(
      `
      select facet from published_node
      where publication_id = ? and unit = ? and time_key = ? and facet_kind = ? order by facet
      `,
      [publication, place.unit, place.time, place.kind],
    );
    return rows.map(({ facet }) => facet);
  }

  async hasUnit(publication: string, unit: string): Promise<boolean> {
    const { rows } = await this.#knex.raw<{ rows: unknown[] }>(
      `select from published_node where publication_id = ? and unit = ? limit 1`,
      [publication, unit],
    );
    return rows.length > 0;
  }

  async keepMeasures(
    publication: string,
    measured: readonly {
      readonly place: NodePlace;
      readonly dataAt: string;
      readonly measures: Readonly<Record<string, unknown>>;
    }[],
  ): Promise<void> {
    await this.#knex.raw(
      `
      update published_node n set measures = given.measures::jsonb, measured_at = n.data_at
      from unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::timestamptz[], ?::text[])
        as given (unit, time_key, facet_kind, facet, data_at, measures)
      where n.publication_id = ? and n.unit = given.unit and n.time_key = given.time_key
        and n.facet_kind = given.facet_kind and n.facet = given.facet and n.data_at = given.data_at
      `,
      [
        ...placeColumns(measured.map(({ place }) => place)),
        measured.map(({ dataAt }) => dataAt),
        measured.map(({ measures }) => JSON.stringify(measures)),
        publication,
      ],
    );
  }
}

/**
 * Writes what differs. A node that was released and says something else now, or is hidden now, leaves a revision.
 *
 * Locks: rows of one publication, which only the holder of its advisory lock writes, but for measures.
 */
async function replaceNodes(
  tx: Knex,
  publication: string,
  pages: readonly string[],
): Promise<void> {
  await tx.raw(
    `
    create temporary table if not exists incoming_node (like published_node including defaults) on commit delete rows
    `,
  );
  for (const page of pages) {
    await tx.raw(
      `
      insert into incoming_node (publication_id, unit, time_key, facet_kind, facet, released, hidden_because, people,
        totals, data_at)
      select ?, unit, time_key, facet_kind, facet, released, hidden_because, people, totals, data_at
      from jsonb_to_recordset(cast(? as jsonb)) as node (unit text, time_key text, facet_kind text, facet text,
        released boolean, hidden_because text, people int, totals jsonb, data_at timestamptz)
      `,
      [publication, page],
    );
  }
  // Totals are large, and no condition looks at them.
  await tx.raw('analyze incoming_node (unit, time_key, facet_kind, facet)');
  const key = `(publication_id, unit, time_key, facet_kind, facet)`;
  await tx.raw(
    `
    insert into node_revision (metric, view, unit, time_key, facet_kind, facet, before, after)
    select p.metric, p.view, o.unit, o.time_key, o.facet_kind, o.facet,
      jsonb_build_object('released', o.released, 'totals', o.totals),
      jsonb_build_object('released', coalesce(i.released, false), 'totals', i.totals)
    from published_node o
    join publication p on p.id = o.publication_id
    left join incoming_node i using ${key}
    -- the last 12 weeks of another time are another period
    where o.publication_id = ? and o.released and (o.time_key like 'week %' or o.time_key like 'block %')
      and (i.unit is null or not i.released or i.totals <> o.totals)
    `,
    [publication],
  );
  await tx.raw(
    `
    delete from published_node o where o.publication_id = ?
      and not exists (select from incoming_node i where (i.publication_id, i.unit, i.time_key, i.facet_kind, i.facet)
        = (o.publication_id, o.unit, o.time_key, o.facet_kind, o.facet))
    `,
    [publication],
  );
  await tx.raw(`
    insert into published_node as known (publication_id, unit, time_key, facet_kind, facet, released, hidden_because,
      people, totals, data_at)
    select publication_id, unit, time_key, facet_kind, facet, released, hidden_because, people, totals, data_at
    from incoming_node order by unit, time_key, facet_kind, facet
    on conflict ${key} do update set released = excluded.released, hidden_because = excluded.hidden_because,
      people = excluded.people, totals = excluded.totals, data_at = excluded.data_at
    where (known.released, known.hidden_because, known.people, known.totals, known.data_at)
      is distinct from
      (excluded.released, excluded.hidden_because, excluded.people, excluded.totals, excluded.data_at)
  `);
  await tx.raw('truncate incoming_node');
}

function placeColumns(places: readonly NodePlace[]): string[][] {
  return [
    places.map(({ unit }) => unit),
    places.map(({ time }) => time),
    places.map(({ facet }) => facet.kind),
    places.map(({ facet }) => (facet.kind === 'none' ? '' : facet.value)),
  ];
}

function fromDbPlace(row: DbNodeRow): NodePlace {
  const { unit, time_key: time, facet_kind: kind, facet: value } = row;
  return {
    unit,
    time,
    facet: kind === 'none' ? { kind } : { kind, value },
  };
}

function fromDbNode(row: DbNodeRow): PublishedNode {
  return {
    place: fromDbPlace(row),
    released: row.released,
    people: row.people ?? 0,
    totals: row.totals,
    dataAt: row.data_at,
    measures: row.measures ?? undefined,
  };
}

/** A metric of another version of the portal is nobody's. */
function fromDbPublication(row: DbPublicationRow): Publication[] {
  const metric = METRIC_IDS.find(id => id === row.metric);
  return metric === undefined
    ? []
    : [
        {
          id: row.id,
          metric,
          view: row.view,
          closedEnd: row.closed_end,
          firstDay: row.first_day,
          inputVersion: row.input_version,
          policy: row.policy,
          cellTeams: row.cell_teams,
          judgedAt: row.judged_at,
          settlesAt: row.settles_at,
        },
      ];
}
