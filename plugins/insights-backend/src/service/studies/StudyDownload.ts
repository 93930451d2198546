import { BackstageCredentials } from '@backstage/backend-plugin-api';
import { Knex } from 'knex';
import { Organisation } from '../../core/release/Organisation';
import { ReleasedCell, releasedCells } from '../../core/studies/releasedCells';
import { OrganisationReader } from '../../store/metrics/OrganisationReader';
import { selectReleasedWeeks } from '../../store/studies/releasedWeeks';
import { StoredVersion, StudyStore } from '../../store/studies/StudyStore';
import { TeamSpeedAccess } from '../TeamSpeedAccess';
import { sees, StudyCaller } from './StudyCaller';

/** What of a study's cells a caller may take away: what the stored release mask shows, of teams whose speed it may read. */
export class StudyDownload {
  readonly #options: {
    readonly knex: Knex;
    readonly store: StudyStore;
    readonly organisations: OrganisationReader;
    readonly access: TeamSpeedAccess;
  };

  constructor(options: {
    knex: Knex;
    store: StudyStore;
    organisations: OrganisationReader;
    access: TeamSpeedAccess;
  }) {
    this.#options = options;
  }

  async cells(
    study: StoredVersion,
    caller: StudyCaller,
    credentials: BackstageCredentials,
  ): Promise<ReleasedCell[]> {
    // A study without an answer shows nothing, neither one way nor the other.
    if (!study.result?.found) return [];
    const { knex, store, organisations, access } = this.#options;
    const [cells, stored] = await Promise.all([
      store.cells(study.id, study.version),
      organisations.organisation(),
    ]);
    const speed = await access.viewOf(
      credentials,
      new Organisation(stored.units),
    );
    const released = await selectReleasedWeeks(knex, {
      metric: study.outcome,
      stage: study.stage,
      teams: [...new Set(cells.map(({ team }) => team))],
      weeks: [...new Set(cells.map(({ week }) => week))],
    });
    return releasedCells(
      cells,
      ({ team, week }) =>
        released.has(`${team} ${week}`) &&
        speed.maySee(team) &&
        sees(caller.visibleUnits, team),
    );
  }
}
