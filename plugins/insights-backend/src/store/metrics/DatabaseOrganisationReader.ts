import { Knex } from 'knex';
import { Unit } from '../../core/release/Organisation';
import {
  OrganisationReader,
  StoredOffering,
  StoredOrganisation,
  StoredSource,
} from './OrganisationReader';

interface DbUnitRow {
  unit_ref: string;
  title: string;
  type: string;
  role: Unit['role'];
  parent_ref: string | null;
  members: string[];
}

interface DbOfferingRow {
  offering_ref: string;
  title: string;
  owner_ref: string | null;
  stages: string[];
  telemetry: Record<string, unknown>[];
  audience: Record<string, unknown> | null;
  adopted_when: Record<string, unknown> | null;
  expected_days: number | null;
  lifecycle: string;
}

interface DbSourceRow {
  name: string;
  kind: string;
  historical: boolean;
  last_received_at: Date | null;
}

export class DatabaseOrganisationReader implements OrganisationReader {
  static create(knex: Knex): DatabaseOrganisationReader {
    return new DatabaseOrganisationReader(knex);
  }

  readonly #knex: Knex;

  private constructor(knex: Knex) {
    this.#knex = knex;
  }

  async organisation(): Promise<StoredOrganisation> {
    const result = await this.#knex.raw<{ rows: DbUnitRow[] }>(`
      select u.unit_ref, u.title, u.type, u.role, u.parent_ref,
             coalesce(array_agg(encode(m.actor_hash, 'hex')) filter (where m.actor_hash is not null), '{}') as members
      from organisation_unit u
      left join organisation_member m on m.unit_ref = u.unit_ref and m.valid_to is null
      where u.valid_to is null
      group by u.unit_ref, u.valid_from
      order by u.unit_ref`);
    return {
      units: result.rows.map(row => ({
        ref: row.unit_ref,
        title: row.title,
        type: row.type,
        role: row.role,
        parent: row.parent_ref ?? undefined,
      })),
      members: new Map(result.rows.map(row => [row.unit_ref, row.members])),
    };
  }

  async offerings(): Promise<StoredOffering[]> {
    const rows = await this.#knex<DbOfferingRow>('organisation_offering')
      .whereNull('valid_to')
      .orderBy('offering_ref')
      .select();
    return rows.map(row => ({
      ref: row.offering_ref,
      title: row.title,
      owner: row.owner_ref ?? undefined,
      stages: row.stages,
      telemetry: row.telemetry,
      audience: row.audience ?? undefined,
      adoptedWhen: row.adopted_when ?? undefined,
      expectedDays: row.expected_days ?? undefined,
      lifecycle: row.lifecycle,
    }));
  }

  async sources(): Promise<StoredSource[]> {
    const rows = await this.#knex<DbSourceRow>('source')
      .orderBy('name')
      .select('name', 'kind', 'historical', 'last_received_at');
    return rows.map(row => ({
      name: row.name,
      kind: row.kind,
      historical: row.historical,
      lastReceivedAt: row.last_received_at ?? undefined,
    }));
  }

  async ownerOf(component: string): Promise<{ ref?: string } | undefined> {
    const result = await this.#knex.raw<{
      rows: { owner_ref: string | null }[];
    }>(
      `select owner_ref from organisation_component where component_ref = ? and valid_to is null`,
      [component],
    );
    const [row] = result.rows;
    return row && { ref: row.owner_ref ?? undefined };
  }
}
