import { NotAllowedError, NotFoundError } from '@backstage/errors';
import {
  LargestLosses,
  LossDetail,
  LossPhase,
  RecentRuns,
  TeamLosses,
} from '@mli/plugin-insights-common';
import { REPORTED_WEEKS } from '../../core/losses/lossReport';
import { jobClassWords, unitSentence } from '../../core/losses/lossWords';
import { segmentKey } from '../../core/losses/unitLosses';
import { Organisation } from '../../core/release/Organisation';
import { LossStore } from '../../store/losses/LossStore';
import { OrganisationReader } from '../../store/metrics/OrganisationReader';
import { MetricsCaller } from '../MetricsCaller';
import { LossHelp } from './LossHelp';
import {
  bottleneckSentence,
  ENOUGH_RUNS,
  headOf,
  lossesOf,
  pathOf,
  Released,
  releasedOf,
  runsIn,
} from './releasedLosses';

const WHO_CAN =
  'You may not read what teams lose. Members of a team see their own team, its line sees the teams below, and the MLI bridging role sees all.';

/** Who asks: what of the organisation they see, and which teams they are members of. */
export interface LossesCaller extends MetricsCaller {
  readonly groups: readonly string[];
}

/**
 * Answers where the weeks of teams go (docs/metrics.md, section 6).
 *
 * Owns: what may be said, and its words. Does not own: the numbers (LossReporter), the mask (core/losses/lossMask), who
 * may see a team (MetricsCaller).
 */
export class LossesService {
  readonly #options: {
    readonly store: LossStore;
    readonly organisations: OrganisationReader;
    readonly help: LossHelp;
    readonly stages: readonly string[];
    readonly peopleFloor: number;
  };

  constructor(options: {
    store: LossStore;
    organisations: OrganisationReader;
    help: LossHelp;
    stages: readonly string[];
    peopleFloor: number;
  }) {
    this.#options = options;
  }

  /** @throws NotFoundError for a unit nobody knows; NotAllowedError for a team of others */
  async ofUnit(
    unit: string,
    caller: LossesCaller,
    now: Date,
  ): Promise<TeamLosses> {
    const { store, organisations, peopleFloor } = this.#options;
    const { units, members } = await organisations.organisation();
    const organisation = new Organisation(units);
    await this.#refuse(unit, organisation, caller);
    const [stored] = await store.reports([unit]);
    const head = headOf(unit, stored, now);
    const small = (members.get(unit)?.length ?? 0) < peopleFloor;
    const isLeaf = organisation.childrenOf(unit).length === 0;
    if (isLeaf && small) {
      const [, ...above] = organisation.lineOf(unit);
      const into = above[0];
      return {
        ...head,
        status: 'folded',
        ...(into ? { foldedInto: into } : {}),
        reason: into
          ? `Teams under ${peopleFloor} members are shown in the unit above: ${titleOf(into, organisation)}.`
          : `Teams under ${peopleFloor} members are not shown, and no unit is above this one.`,
      };
    }
    const released = releasedOf(stored);
    if (stored && !released) {
      return {
        ...head,
        status: 'hidden',
        reason:
          'Hidden: shown beside its neighbours, it would give away a team under 5 members.',
      };
    }
    const n = released ? runsIn(released) : 0;
    if (!released || n < ENOUGH_RUNS) {
      return {
        ...head,
        status: 'not-enough-data',
        n,
        reason: `Not enough data: ${n} runs in these ${REPORTED_WEEKS} weeks, ${ENOUGH_RUNS} needed.`,
      };
    }
    return { ...head, ...this.#answer(released, caller), n };
  }

  /** The largest losses of teams the caller may see, below a unit or of the whole company. */
  async largest(
    options: { unit?: string; limit: number },
    caller: LossesCaller,
    now: Date,
  ): Promise<LargestLosses> {
    const { store, organisations, peopleFloor } = this.#options;
    const { units, members } = await organisations.organisation();
    const organisation = new Organisation(units);
    const speed = await caller.speedIn(organisation);
    if (!speed.any) {
      throw new NotAllowedError(WHO_CAN);
    }
    if (
      options.unit !== undefined &&
      !isKnown(options.unit, organisation, caller)
    ) {
      throw notFound(options.unit);
    }
    const below = new Set(
      options.unit === undefined
        ? units.map(({ ref }) => ref)
        : organisation.subtreeOf(options.unit),
    );
    const mine = (await store.reports([...below])).filter(
      ({ unit }) =>
        organisation.childrenOf(unit).length === 0 &&
        speed.maySee(unit) &&
        isKnown(unit, organisation, caller),
    );
    const folded = mine
      .filter(({ unit }) => (members.get(unit)?.length ?? 0) < peopleFloor)
      .flatMap(({ unit }) => {
        const into = organisation.lineOf(unit)[1];
        return into ? [{ team: unit, into }] : [];
      });
    const shown = mine.flatMap(stored => {
      const released = releasedOf(stored);
      return released && runsIn(released) >= ENOUGH_RUNS ? [released] : [];
    });
    const items = shown
      .flatMap(released => lossesOf(released, caller))
      .sort((a, b) => b.hours.value - a.hours.value)
      .slice(0, options.limit);
    const { window } = headOf('', mine[0], now);
    return {
      ...(options.unit ? { unit: options.unit } : {}),
      window,
      items,
      withheld: mine.length - shown.length - folded.length,
      folded,
    };
  }

  /** What stands behind one loss. */
  async detail(
    place: { unit: string; stage: string; phase: LossPhase },
    caller: LossesCaller,
    now: Date,
  ): Promise<LossDetail> {
    const { store, organisations, help } = this.#options;
    const { unit, stage, phase } = place;
    const { units } = await organisations.organisation();
    const organisation = new Organisation(units);
    await this.#refuse(unit, organisation, caller);
    const [stored] = await store.reports([unit]);
    const released = releasedOf(stored);
    const loss = released
      ? lossesOf(released, caller).find(
          one => one.stage === stage && one.phase === phase,
        )
      : undefined;
    if (!released || !loss || runsIn(released) < ENOUGH_RUNS) {
      throw new NotFoundError(
        `There is no loss of ${titleOf(unit, organisation)} at ${stage}, ${phase}, that may be shown. GET /api/insights/losses?team= lists those there are.`,
      );
    }
    const key = segmentKey(place);
    const classes = released.losses.jobClasses[key] ?? [];
    const total = classes.reduce((sum, { hours }) => sum + hours, 0);
    return {
      loss,
      window: headOf(unit, stored, now).window,
      hours: [
        ...(released.losses.hours[key] ?? new Array<number>(168).fill(0)),
      ],
      timeZone: released.losses.timeZone,
      jobClasses: classes.map(one => ({
        ...one,
        words: jobClassWords(one),
        share: total === 0 ? 0 : one.hours / total,
      })),
      ...(caller.groups.includes(unit)
        ? { recentRuns: await help.recentRuns(unit, stage) }
        : {}),
      help: await help.offerings({ unit, stage, phase, organisation, caller }),
    };
  }

  /** Newest runs of a team's own components, for its members: their tracker shows them already. */
  async recentRuns(team: string, caller: LossesCaller): Promise<RecentRuns> {
    const { organisations, help } = this.#options;
    const { units } = await organisations.organisation();
    const organisation = new Organisation(units);
    if (!isKnown(team, organisation, caller)) {
      throw notFound(team);
    }
    if (!caller.groups.includes(team)) {
      throw new NotAllowedError(
        `You may not read single runs of ${titleOf(team, organisation)}. Its members can.`,
      );
    }
    return { team, items: await help.recentRuns(team) };
  }

  #answer(
    released: Released,
    caller: LossesCaller,
  ): Pick<
    TeamLosses,
    | 'status'
    | 'total'
    | 'sentence'
    | 'items'
    | 'bottleneck'
    | 'bottleneckSentence'
    | 'path'
    | 'handoffs'
  > {
    const { losses, stages } = released;
    const { report } = losses;
    const items = lossesOf(released, caller);
    const named =
      report.bottleneck && stages.includes(report.bottleneck.stage)
        ? report.bottleneck
        : undefined;
    return {
      status: 'ok',
      total: report.total,
      sentence: `${unitSentence(
        report.total,
        items.map(({ words, hours }) => ({ words, hours: hours.value })),
      )}.`,
      items,
      ...(named ? { bottleneck: named } : {}),
      bottleneckSentence: bottleneckSentence(named, items),
      path: pathOf(released, this.#options.stages, caller),
      handoffs: losses.handoffs.filter(
        ({ from, to }) => stages.includes(from) && stages.includes(to),
      ),
    };
  }

  async #refuse(
    unit: string,
    organisation: Organisation,
    caller: LossesCaller,
  ): Promise<void> {
    if (!isKnown(unit, organisation, caller)) {
      throw notFound(unit);
    }
    const speed = await caller.speedIn(organisation);
    if (!speed.maySee(unit)) {
      const title = titleOf(unit, organisation);
      throw new NotAllowedError(
        `You may not read where the weeks of ${title} go. Members of ${title}, its line in the organisation, and the MLI bridging role can.`,
      );
    }
  }
}

function isKnown(
  unit: string,
  organisation: Organisation,
  caller: LossesCaller,
): boolean {
  return (
    organisation.unit(unit) !== undefined &&
    (caller.visibleUnits === 'all' || caller.visibleUnits.has(unit))
  );
}

function notFound(unit: string): NotFoundError {
  return new NotFoundError(
    `There is no unit '${unit}' in the organisation that you can see. GET /api/insights/scope lists the units.`,
  );
}

function titleOf(unit: string, organisation: Organisation): string {
  return organisation.unit(unit)?.title ?? unit;
}
