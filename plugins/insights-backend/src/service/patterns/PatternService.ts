import { InputError, NotFoundError } from '@backstage/errors';
import {
  AddedPattern,
  PatternEffect,
  PatternPreview,
  PatternRequest,
  PortalPatternRecord,
} from '@mli/plugin-insights-common';
import { Knex } from 'knex';
import { compareDecisions } from '../../core/attribution/compareDecisions';
import { PortalPattern } from '../../core/attribution/PortalPatterns';
import { AttributionDecision } from '../../core/attribution/types';
import { toRef } from '../../core/organisation/refs';
import { OrganisationService } from '../../organisation/OrganisationService';
import {
  DecidedSubject,
  JobFilter,
} from '../../store/attribution/AttributionStore';
import { applyDecisions } from '../../store/attribution/applyDecisions';
import { DatabaseAttributionStore } from '../../store/attribution/DatabaseAttributionStore';
import { DatabasePatternStore } from '../../store/patterns/DatabasePatternStore';
import { countRunsOfSubjects } from '../../store/patterns/selectUnattributed';

export interface PatternServiceOptions {
  readonly knex: Knex;
  readonly organisation: OrganisationService;
  /** Reads the catalog and the patterns anew and attributes by them. */
  readonly refresh: () => Promise<void>;
  readonly onMarked: () => void;
}

const PAGE = 1_000;
const MOST_SHOWN = 50;
/** As an id it is larger than any that the database has given out: what is previewed is the newest. */
const PREVIEW_ID = '9'.repeat(18);

/** Lets a person say whose the jobs of a name are, shows before what that changes, and takes it back. */
export class PatternService {
  readonly #options: PatternServiceOptions;
  readonly #patterns: DatabasePatternStore;

  constructor(options: PatternServiceOptions) {
    this.#options = options;
    this.#patterns = DatabasePatternStore.create(options.knex);
  }

  async list(): Promise<PortalPatternRecord[]> {
    return await this.#patterns.list();
  }

  async preview(request: PatternRequest): Promise<PatternPreview> {
    const target = this.#target(request);
    const { knex, organisation } = this.#options;
    const candidate: PortalPattern = {
      id: PREVIEW_ID,
      glob: request.glob,
      ...(request.source !== undefined && { source: request.source }),
      ...target,
    };
    const attributor = organisation.attributorWith([
      ...(await this.#patterns.listActive()),
      candidate,
    ]);
    const effects = new Map<string, PatternEffect>();
    let team: string | undefined;
    for await (const subjects of pages(knex, request)) {
      const decisions = attributor.decide(
        subjects.map(({ subject }) => subject),
        new Date(),
      );
      const runs = await countRunsOfSubjects(
        knex,
        subjects.map(({ id }) => id),
      );
      for (const [index, before] of subjects.entries()) {
        const after = decisions[index];
        if (after) {
          add(effects, before, { after, runs: runs.get(before.id) ?? 0 });
          team = after.teamRule === 'portal-pattern' ? after.team : team;
        }
      }
    }
    return summarise([...effects.values()], team ?? target.team);
  }

  async add(request: PatternRequest, author: string): Promise<AddedPattern> {
    const target = this.#target(request);
    const pattern = await this.#patterns.add({
      ...target,
      source: request.source,
      glob: request.glob,
      reason: request.reason ?? '',
      author,
    });
    return { ...pattern, applied: await this.#apply() };
  }

  /**
   * As if it had never been: what it gave to a team belonged to nobody before, so its past goes back as well.
   *
   * @throws NotFoundError where no such pattern holds
   */
  async undo(id: string, author: string): Promise<AddedPattern> {
    const { knex, organisation, onMarked } = this.#options;
    const pattern = await knex.transaction(async tx => {
      const store = DatabasePatternStore.create(tx);
      const undone = await store.undo(id, author);
      if (!undone) {
        throw new NotFoundError(
          'There is no such pattern, or it was undone already.',
        );
      }
      const attributor = organisation.attributorWith(await store.listActive());
      for await (const subjects of pages(tx, undone)) {
        const decided = subjects.filter(({ decision }) =>
          isByPattern(decision),
        );
        const decisions = attributor.decide(
          decided.map(({ subject }) => subject),
          new Date(),
        );
        await applyDecisions(
          tx,
          decided.flatMap(({ id: subjectId, decision, decidedAt }, index) => {
            const after = decisions[index];
            return after && compareDecisions(decision, after) !== 'same'
              ? [
                  {
                    subjectId,
                    decidedAt,
                    validity: 'replaces' as const,
                    decision: after,
                  },
                ]
              : [];
          }),
        );
      }
      return undone;
    });
    onMarked();
    return { ...pattern, applied: await this.#apply() };
  }

  async #apply(): Promise<boolean> {
    try {
      await this.#options.refresh();
      return true;
    } catch {
      // The pattern is stored: the next scheduled reading of the catalog applies it.
      return false;
    }
  }

  /** @throws InputError where the organisation does not know whom the pattern names */
  #target(request: PatternRequest): { team?: string; component?: string } {
    const { units, components } = this.#options.organisation.organisation;
    const kind = request.team === undefined ? 'component' : 'group';
    const said = request.team ?? request.component ?? '';
    const ref = toRef(said, { kind, namespace: 'default' });
    const known: ReadonlyMap<string, unknown> =
      kind === 'group' ? units : components;
    if (ref === undefined || !known.has(ref)) {
      throw new InputError(
        `The catalog has no ${kind === 'group' ? 'team' : 'component'} '${said.slice(0, 100)}'.`,
      );
    }
    return kind === 'group' ? { team: ref } : { component: ref };
  }
}

async function* pages(
  knex: Knex,
  { glob, source }: JobFilter,
): AsyncGenerator<readonly DecidedSubject[]> {
  const store = DatabaseAttributionStore.create(knex);
  let after: string | undefined;
  do {
    const page = await store.readSubjects({
      after,
      jobs: { glob, source },
      limit: PAGE,
    });
    yield page.subjects;
    after = page.next;
  } while (after !== undefined);
}

function isByPattern(decision: AttributionDecision): boolean {
  return (
    decision.teamRule === 'portal-pattern' ||
    decision.componentRule === 'portal-pattern'
  );
}

function add(
  effects: Map<string, PatternEffect>,
  before: DecidedSubject,
  { after, runs }: { after: AttributionDecision; runs: number },
): void {
  const { sourceName, namespace, name } = before.subject;
  const key = JSON.stringify([sourceName, namespace, name]);
  const effect = effects.get(key) ?? {
    source: sourceName,
    namespace,
    job: name,
    runs: 0,
    attributed: 0,
    moved: 0,
  };
  const getsTeam = before.decision.team === '' && after.team !== '';
  const moves =
    before.decision.team !== '' && after.team !== before.decision.team;
  effects.set(key, {
    ...effect,
    runs: effect.runs + runs,
    attributed: effect.attributed + (getsTeam ? runs : 0),
    moved: effect.moved + (moves ? runs : 0),
  });
}

function summarise(
  effects: readonly PatternEffect[],
  team: string | undefined,
): PatternPreview {
  const sum = (of: (effect: PatternEffect) => number) =>
    effects.reduce((total, effect) => total + of(effect), 0);
  const runs = sum(effect => effect.runs);
  const attributed = sum(effect => effect.attributed);
  const moved = sum(effect => effect.moved);
  return {
    ...(team !== undefined && { team }),
    jobs: effects.length,
    runs,
    attributed,
    moved,
    kept: runs - attributed - moved,
    items: effects.toSorted((a, b) => b.runs - a.runs).slice(0, MOST_SHOWN),
  };
}
