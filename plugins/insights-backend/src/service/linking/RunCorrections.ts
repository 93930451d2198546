import { NotFoundError } from '@backstage/errors';
import { Knex } from 'knex';
import { insertLinkMarks } from '../../store/linking/linkMarks';
import {
  deleteSplit,
  findRunId,
  insertSplit,
} from '../../store/linking/splits';
import { RunLinker } from './RunLinker';

export interface RunName {
  readonly source: string;
  readonly id: string;
}

/** What people say about which rows are one run. Kept by the keys of rows, so that a rebuild respects it. */
export class RunCorrections {
  readonly #knex: Knex;
  readonly #linker: RunLinker;

  constructor(options: { knex: Knex; linker: RunLinker }) {
    this.#knex = options.knex;
    this.#linker = options.linker;
  }

  /** Takes a row out of its run and keeps it out, whatever ids it shares. */
  async split(run: RunName, reason: string): Promise<void> {
    await this.#change(run, async (tx, runId) => {
      await insertSplit(tx, runId, reason);
    });
  }

  /** Lets a row be joined again. */
  async rejoin(run: RunName): Promise<void> {
    await this.#change(run, deleteSplit);
  }

  async #change(
    run: RunName,
    write: (tx: Knex, runId: string) => Promise<void>,
  ): Promise<void> {
    await this.#knex.transaction(async tx => {
      const runId = await findRunId(tx, run.source, run.id);
      if (runId === undefined) {
        throw new NotFoundError(
          `The source '${run.source}' has no run with that id; ids of other systems are not looked up here.`,
        );
      }
      await write(tx, runId);
      await insertLinkMarks(tx, [runId]);
    });
    await this.#linker.drain();
  }
}
