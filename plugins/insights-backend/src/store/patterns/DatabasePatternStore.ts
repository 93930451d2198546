import { PortalPatternRecord } from '@mli/plugin-insights-common';
import { Knex } from 'knex';
import { PortalPattern } from '../../core/attribution/PortalPatterns';
import { rowsOf } from '../rows';

export interface NewPattern {
  readonly source?: string;
  readonly glob: string;
  readonly team?: string;
  readonly component?: string;
  readonly reason: string;
  readonly author: string;
}

interface DbPatternRow {
  id: string;
  source_name: string | null;
  glob: string;
  team_ref: string | null;
  component_ref: string | null;
  reason: string;
  created_by: string;
  created_at: Date;
  undone_by: string | null;
  undone_at: Date | null;
}

const COLUMNS = `id, source_name, glob, team_ref, component_ref, reason, created_by, created_at, undone_by, undone_at`;
const MOST_LISTED = 500;

/** The patterns that people added in the portal; none is ever deleted. */
export class DatabasePatternStore {
  readonly #knex: Knex;

  static create(knex: Knex): DatabasePatternStore {
    return new DatabasePatternStore(knex);
  }

  private constructor(knex: Knex) {
    this.#knex = knex;
  }

  async listActive(): Promise<PortalPattern[]> {
    const rows = await rowsOf<DbPatternRow>(
      this.#knex,
      `select ${COLUMNS} from portal_pattern where undone_at is null order by id`,
    );
    return rows.map(row => ({
      id: row.id,
      glob: row.glob,
      ...(row.source_name !== null && { source: row.source_name }),
      ...(row.team_ref !== null && { team: row.team_ref }),
      ...(row.component_ref !== null && { component: row.component_ref }),
    }));
  }

  /** Newest first; those that were undone too. */
  async list(): Promise<PortalPatternRecord[]> {
    const rows = await rowsOf<DbPatternRow>(
      this.#knex,
      `select ${COLUMNS} from portal_pattern order by id desc limit ?`,
      [MOST_LISTED],
    );
    return rows.map(toRecord);
  }

  async add(pattern: NewPattern): Promise<PortalPatternRecord> {
    const [row] = await rowsOf<DbPatternRow>(
      this.#knex,
      `insert into portal_pattern (source_name, glob, team_ref, component_ref, reason, created_by)
       values (?, ?, ?, ?, ?, ?) returning ${COLUMNS}`,
      [
        pattern.source ?? null,
        pattern.glob,
        pattern.team ?? null,
        pattern.component ?? null,
        pattern.reason,
        pattern.author,
      ],
    );
    if (!row) {
      throw new Error('The pattern was not stored');
    }
    return toRecord(row);
  }

  /** The pattern as it is now; undefined where no such pattern holds. */
  async undo(
    id: string,
    author: string,
  ): Promise<PortalPatternRecord | undefined> {
    const [row] = await rowsOf<DbPatternRow>(
      this.#knex,
      `update portal_pattern set undone_by = ?, undone_at = now()
       where id = ?::bigint and undone_at is null returning ${COLUMNS}`,
      [author, id],
    );
    return row && toRecord(row);
  }
}

function toRecord(row: DbPatternRow): PortalPatternRecord {
  return {
    id: row.id,
    glob: row.glob,
    reason: row.reason,
    createdBy: row.created_by,
    createdAt: row.created_at.toISOString(),
    ...(row.source_name !== null && { source: row.source_name }),
    ...(row.team_ref !== null && { team: row.team_ref }),
    ...(row.component_ref !== null && { component: row.component_ref }),
    ...(row.undone_by !== null && { undoneBy: row.undone_by }),
    ...(row.undone_at !== null && { undoneAt: row.undone_at.toISOString() }),
  };
}
