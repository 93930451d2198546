import { Knex } from 'knex';
import {
  countChanges,
  diffOrganisations,
  OrganisationDiff,
} from '../core/organisation/diff';
import {
  organisationOf,
  RECORD_KINDS,
  RecordKind,
  RecordOf,
} from '../core/organisation/records';
import { Organisation } from '../core/organisation/types';
import {
  OrganisationReading,
  OrganisationStore,
  SaveResult,
  StoredOrganisation,
} from './OrganisationStore';
import { TABLES } from './tables';
import { readCurrentRows, writeRecords } from './versionedRows';

/** Held while a version is written; nothing else uses this number. */
const VERSION_LOCK = 0x6d6c6932;

interface DbVersionRow {
  version: string;
  digest: string;
  read_at: Date;
}

export class DatabaseOrganisationStore implements OrganisationStore {
  readonly #knex: Knex;
  /** What this process read or wrote last: a refresh that changes nothing reads one row. */
  #known: StoredOrganisation | undefined;

  static create(knex: Knex): DatabaseOrganisationStore {
    return new DatabaseOrganisationStore(knex);
  }

  private constructor(knex: Knex) {
    this.#knex = knex;
  }

  async load(): Promise<StoredOrganisation> {
    return await this.#knex.transaction(
      async tx => await this.#current(tx, await latest(tx)),
      { isolationLevel: 'repeatable read', readOnly: true },
    );
  }

  async latestVersion(): Promise<number> {
    return Number((await latest(this.#knex))?.version ?? 0);
  }

  async now(): Promise<Date> {
    const { rows } = await this.#knex.raw<{ rows: { now: Date }[] }>(
      `select clock_timestamp() as now`,
    );
    const [row] = rows;
    if (!row) {
      throw new Error('The database did not tell its time');
    }
    return row.now;
  }

  async save(reading: OrganisationReading): Promise<SaveResult> {
    const result = await this.#knex.transaction(async tx => {
      await tx.raw('select pg_advisory_xact_lock(?)', [VERSION_LOCK]);
      const last = await latest(tx);
      if (last && last.read_at > reading.readAt) {
        return { status: 'outdated' } as const;
      }
      const before = await this.#current(tx, last);
      const diff = diffOrganisations(before.organisation, reading.organisation);
      if (countChanges(diff) === 0 && before.digest === reading.digest) {
        return { status: 'unchanged' } as const;
      }
      for (const kind of RECORD_KINDS) {
        await writeRecords(tx, TABLES[kind], diff[kind]);
      }
      await markMembersDays(tx, diff);
      const version = await insertVersion(tx, reading);
      return { status: 'saved', version, diff } as const;
    });
    if (result.status === 'saved') {
      this.#known = { ...reading, version: result.version };
    }
    return result;
  }

  async owedVersion(): Promise<number | undefined> {
    const { rows } = await this.#knex.raw<{ rows: { version: string }[] }>(
      `select version from organisation_version where decided_at is null order by version limit 1`,
    );
    return rows[0] && Number(rows[0].version);
  }

  async markDecided(version: number): Promise<void> {
    await this.#knex.raw(
      `update organisation_version set decided_at = now() where version <= ? and decided_at is null`,
      [version],
    );
  }

  async #current(
    tx: Knex,
    last: DbVersionRow | undefined,
  ): Promise<StoredOrganisation> {
    const version = Number(last?.version ?? 0);
    if (this.#known?.version !== version) {
      const organisation = await readOrganisation(tx);
      this.#known = { version, organisation, digest: last?.digest ?? '' };
    }
    return this.#known;
  }
}

async function latest(knex: Knex): Promise<DbVersionRow | undefined> {
  const { rows } = await knex.raw<{ rows: DbVersionRow[] }>(
    `select version, encode(digest, 'hex') as digest, read_at from organisation_version order by version desc limit 1`,
  );
  return rows[0];
}

async function readOrganisation(tx: Knex): Promise<Organisation> {
  const records = async <K extends RecordKind>(kind: K) =>
    // the columns of TABLES are those of the record, and only this class writes them
    (await readCurrentRows(tx, TABLES[kind])) as unknown as RecordOf<K>[];
  return organisationOf({
    units: await records('units'),
    aliases: await records('aliases'),
    members: await records('members'),
    components: await records('components'),
    offerings: await records('offerings'),
    declarations: await records('declarations'),
  });
}

async function insertVersion(
  tx: Knex,
  { digest, readAt }: OrganisationReading,
): Promise<number> {
  const { rows } = await tx.raw<{ rows: { version: string }[] }>(
    `insert into organisation_version (digest, read_at) values (decode(?, 'hex'), ?) returning version`,
    [digest, readAt],
  );
  return Number(rows[0]?.version);
}

/**
 * Whose first membership this is was a member all the time, as far as is known: the days on which the team did
 * anything are counted anew. Decisions mark their own days.
 */
async function markMembersDays(
  tx: Knex,
  { members }: OrganisationDiff,
): Promise<void> {
  const units = [...new Set(members.put.map(({ unit }) => unit))];
  if (units.length > 0) {
    await tx.raw(
      `
      insert into dirty_day (team_ref, day)
      select distinct team_ref, day from activity_day
      where team_ref = any(cast(? as text[])) and offering_ref = ''
      order by team_ref, day
      on conflict (team_ref, day) do update set generation = dirty_day.generation + 1
      `,
      [units],
    );
  }
}
