import { mockServices } from '@backstage/backend-test-utils';
import { SourceKind } from '@mli/plugin-insights-common';
import { Knex } from 'knex';
import { Attributor } from '../core/attribution/types';
import { ItemFormatName, ItemReader } from '../core/ingest/item';
import { ProjectionContext } from '../core/runs/project';
import { IngestWriter } from '../service/ingest/IngestWriter';
import { QuarantineCipher } from '../service/ingest/QuarantineCipher';
import { SubjectResolver } from '../service/ingest/SubjectResolver';
import { RebuildOptions, rebuildRuns } from '../service/rebuild/rebuildRuns';
import { RunLinker } from '../service/linking/RunLinker';
import { DatabaseSourceStore, Source } from '../store/DatabaseSourceStore';
import { readContext } from './readContext';

const context = readContext({ historical: true });

/** Gives every subject to the team it says. */
export const bySaying: Attributor = {
  decide: subjects =>
    subjects.map(({ saidTeam }) => ({
      team: saidTeam && `group:default/${saidTeam}`,
      teamRule: saidTeam ? 'explicit' : 'none',
      component: '',
      componentRule: 'none',
      stage: '',
      stageRule: 'none',
      offerings: [],
    })),
};

/** Ingest without HTTP: what producers send becomes linked runs on a migrated database. */
export class RunModelFixture {
  readonly #knex: Knex;
  readonly #writer: IngestWriter;
  readonly #sources = new Map<string, Source>();
  readonly #rebuild: RebuildOptions;
  readonly linker: RunLinker;

  constructor(
    knex: Knex,
    options: { projection?: ProjectionContext; attributor?: Attributor } = {},
  ) {
    const { projection = {}, attributor = bySaying } = options;
    this.#knex = knex;
    const subjects = new SubjectResolver(attributor);
    this.linker = new RunLinker({
      knex,
      subjects,
      projection,
      logger: mockServices.logger.mock(),
      onMarked: () => {},
    });
    this.#rebuild = { knex, subjects, projection, linker: this.linker };
    this.#writer = new IngestWriter({
      knex,
      subjects,
      projection,
      cipher: QuarantineCipher.create('a secret'),
      quarantineDays: 14,
      linkRuns: async () => await this.linker.drain(),
    });
  }

  async source(name: string, kind: SourceKind): Promise<Source> {
    const known = this.#sources.get(name);
    const source =
      known ??
      (await DatabaseSourceStore.create(this.#knex).findOrCreate({
        name,
        kind,
        historical: true,
      }));
    this.#sources.set(name, source);
    return source;
  }

  async rebuild(): Promise<number> {
    return await rebuildRuns(this.#rebuild);
  }

  /** Answers status and reason of each item. */
  async send(
    source: Source,
    values: readonly unknown[],
    { name, read }: { name: ItemFormatName; read: ItemReader },
  ): Promise<string[]> {
    const items = values.map((value, index) =>
      // a copy, as the edge gets one from the wire
      read(JSON.parse(JSON.stringify(value)), index, context),
    );
    const [results = []] = await this.#writer.write([
      { source, items, format: name },
    ]);
    return results.map(({ status, reason }) =>
      reason ? `${status}: ${reason}` : status,
    );
  }
}
