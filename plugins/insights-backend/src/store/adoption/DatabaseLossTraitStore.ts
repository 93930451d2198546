import { Knex } from 'knex';
import { rowsOf } from '../rows';

/** A segment (section 6 of docs/metrics.md) in which a team loses time. */
export interface LossTrait {
  readonly team: string;
  readonly stage: string;
  readonly phase: string;
}

/** Where teams lose time, of what may be shown: the stages that the mask of each report releases. */
export class DatabaseLossTraitStore {
  readonly #knex: Knex;

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  /**
   * Of reports of one definition: one row a segment with at least so many hours a week, in stages with at least so many
   * runs.
   */
  async traits(least: {
    hours: number;
    runs: number;
    definitionVersion: number;
  }): Promise<LossTrait[]> {
    return await rowsOf<LossTrait>(
      this.#knex,
      `select r.unit_ref as team, s.segment ->> 'stage' as stage, s.segment ->> 'phase' as phase
       from loss_report r
       cross join lateral jsonb_array_elements(r.report #> '{report,segments}') as s (segment)
       where r.definition_version = ? and s.segment ->> 'stage' = any(r.released_stages)
         and (s.segment #>> '{loss,value}')::float8 >= ?
         and (r.report -> 'runs' ->> (s.segment ->> 'stage'))::float8 >= ?
       order by 1, 2, 3`,
      [least.definitionVersion, least.hours, least.runs],
    );
  }
}
