import { mockServices } from '@backstage/backend-test-utils';
import { DEFAULT_STAGES } from '@mli/plugin-insights-common';
import type { SourcedRunRecord } from '@mli/demo-organisation';
import { Knex } from 'knex';
import {
  createActorDirectory,
  normaliseActor,
} from '../core/actors/ActorDirectory';
import { hashActor } from '../core/actors/ActorKeys';
import { OrganisationAttributor } from '../core/attribution/OrganisationAttributor';
import { Day } from '../core/metrics/windows';
import { ReadContext } from '../core/ingest/item';
import { readRunRecord } from '../core/ingest/readRunRecord';
import { parseTime } from '../core/ingest/time';
import { OrganisationBuilder } from '../core/organisation/OrganisationBuilder';
import { OrganisationEntity } from '../core/organisation/readEntity';
import { Organisation, UnitRole } from '../core/organisation/types';
import { ProjectionContext } from '../core/runs/project';
import { DatabaseOrganisationStore } from '../organisation/DatabaseOrganisationStore';
import { AdoptionRecorder } from '../service/adoption/AdoptionRecorder';
import { IngestWriter } from '../service/ingest/IngestWriter';
import { QuarantineCipher } from '../service/ingest/QuarantineCipher';
import { SubjectResolver } from '../service/ingest/SubjectResolver';
import { RunLinker } from '../service/linking/RunLinker';
import { DatabaseSourceStore, Source } from '../store/DatabaseSourceStore';
import { ACTIVITY } from '../store/rollups/activitySql';
import { markSql, scopeBindings, toScope } from '../store/rollups/scope';
import { rowsOf } from '../store/rows';

const KEYS = ['a key for tests that is long enough to be one'] as const;
const ROLES: ReadonlyMap<string, UnitRole> = new Map([
  ['customer-team', 'customer'],
  ['provider-team', 'provider'],
]);
const ITEMS_AT_ONCE = 1_000;

/** From records of runs to decisions about adoption, by the parts that do it in the portal, on a migrated database. */
export class AdoptionPipeline {
  readonly knex: Knex;
  readonly subjects: SubjectResolver;
  readonly projection: ProjectionContext = {};
  readonly linker: RunLinker;
  readonly #begins: Day;
  readonly #context: ReadContext;
  readonly #writer: IngestWriter;
  readonly #recorder: AdoptionRecorder;
  readonly #sources = new Map<string, Source>();

  /** @param options - `now`: what is later is in the future; `begins`: the first day of the record */
  static async create(
    knex: Knex,
    options: {
      entities: readonly OrganisationEntity[];
      now: Date;
      begins: Day;
    },
  ): Promise<AdoptionPipeline> {
    const builder = new OrganisationBuilder({
      roleOf: type => ROLES.get(type) ?? 'other',
      hash: name => hashActor(KEYS, name).toString('hex'),
      normalise: normaliseActor,
    });
    options.entities.forEach(entity => builder.add(entity));
    const organisation = builder.build();
    const store = DatabaseOrganisationStore.create(knex);
    await store.save({
      organisation,
      digest: '00',
      readAt: await store.now(),
    });
    return new AdoptionPipeline(knex, organisation, options);
  }

  private constructor(
    knex: Knex,
    organisation: Organisation,
    { now, begins }: { now: Date; begins: Day },
  ) {
    const logger = mockServices.logger.mock();
    this.knex = knex;
    this.#begins = begins;
    this.subjects = new SubjectResolver(
      new OrganisationAttributor(organisation),
    );
    this.linker = new RunLinker({
      knex,
      subjects: this.subjects,
      projection: this.projection,
      logger,
      onMarked: () => {},
    });
    this.#context = {
      now: parseTime(now.toISOString()) ?? 0,
      historical: true,
      stages: new Set(DEFAULT_STAGES),
      actors: createActorDirectory({
        keys: KEYS,
        findAccount: hash => organisation.aliases.get(hash),
      }),
    };
    this.#writer = new IngestWriter({
      knex,
      subjects: this.subjects,
      projection: this.projection,
      cipher: QuarantineCipher.create('a secret'),
      quarantineDays: 14,
      linkRuns: async () => await this.linker.drain(),
    });
    this.#recorder = new AdoptionRecorder({ knex, peopleFloor: 5 });
  }

  /** Takes records in and computes their days; fails where one is not accepted. */
  async hear(records: readonly SourcedRunRecord[]): Promise<void> {
    for (const [name, ofSource] of Map.groupBy(records, each => each.source)) {
      const source = await this.#source(name);
      for (let start = 0; start < ofSource.length; start += ITEMS_AT_ONCE) {
        const items = ofSource
          .slice(start, start + ITEMS_AT_ONCE)
          .map(({ source: _, ...record }, index) =>
            readRunRecord(record, index, this.#context),
          );
        const [results = []] = await this.#writer.write([
          { source, items, format: 'run-record' },
        ]);
        const refused = results.find(({ status }) => status !== 'accepted');
        if (refused) {
          throw new Error(`${refused.id}: ${refused.status} ${refused.reason}`);
        }
      }
    }
    // As autovacuum would have done meanwhile: without it the plans are those of empty tables.
    await this.knex.raw('analyze');
    await this.recompute();
  }

  /**
   * Computes who was active on the days that are marked, by the statement of the roll-up; cells, of which decisions
   * know nothing, take most of the time and are left out.
   */
  async recompute(): Promise<void> {
    const days = await rowsOf<{ team: string; day: string }>(
      this.knex,
      `select team_ref as team, to_char(day, 'YYYY-MM-DD') as day from dirty_day`,
    );
    if (days.length === 0) {
      return;
    }
    const scope = toScope(days);
    const { table, columns, prelude, query } = ACTIVITY;
    const bindings = scopeBindings(scope);
    await this.knex.raw(
      `delete from activity_day t using (${markSql}) mark where t.team_ref = mark.team_ref and t.day = mark.day`,
      bindings,
    );
    await this.knex.raw(
      `${prelude(scope)} insert into ${table} (${columns}) select ${columns} from (${query}) computed`,
      bindings,
    );
    await this.knex('dirty_day').delete();
  }

  async record(now: Date): Promise<void> {
    await this.#recorder.run(now);
  }

  async #source(name: string): Promise<Source> {
    const known = this.#sources.get(name);
    if (known) {
      return known;
    }
    const source = await DatabaseSourceStore.create(this.knex).findOrCreate({
      name,
      kind: 'file',
      historical: true,
    });
    this.#sources.set(name, source);
    // The record begins when something was heard first: for a test when it says.
    await this.knex('ingest_count').insert({
      source_id: source.id,
      day: this.#begins,
      status: 'accepted',
      count: 1,
    });
    return source;
  }
}
