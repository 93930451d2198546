import { NotAllowedError, NotFoundError } from '@backstage/errors';
import {
  LargestLosses,
  Loss,
  LossDetail,
  LossPhase,
  RecentRuns,
  TeamLosses,
} from '@mli/plugin-insights-common';
import { REPORTED_WEEKS, SegmentLoss } from '../../core/losses/lossReport';
import {
  formatEstimate,
  formatHours,
  jobClassWords,
  lossWords,
  unitSentence,
} from '../../core/losses/lossWords';
import { segmentKey } from '../../core/losses/unitLosses';
import { addDays, DAYS_PER_WEEK } from '../../core/metrics/windows';
import { Organisation } from '../../core/release/Organisation';
import { LossStore, StoredReport } from '../../store/losses/LossStore';
import { OrganisationReader } from '../../store/metrics/OrganisationReader';
import { MetricsCaller } from '../MetricsCaller';
import { LossHelp } from './LossHelp';
import { lossesEnd } from './LossReporter';
import { LOSS_DEFINITION_VERSION, StoredLosses } from './StoredLosses';

const ENOUGH_RUNS = 20;
const NOTHING_LOST_HOURS = 0.05;

/** Who asks: what of the organisation they see, and which teams they are members of. */
export interface LossesCaller extends MetricsCaller {
  readonly groups: readonly string[];
}

interface Released {
  readonly stored: StoredReport;
  readonly losses: StoredLosses;
  readonly stages: readonly string[];
}

const DEFINITION = {
  version: LOSS_DEFINITION_VERSION,
  blocked:
    'per person, within working hours: the union of [submitted, first result or start) of their runs without what their runs of the same component executed',
  rework:
    'per person, within working hours: the union of [submitted, ended] of runs failed by the system or lost, without what is blocked already',
};

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

const WHO_CAN =
  'You may not read what teams lose. Members of a team see their own team, its line sees the teams below, and the MLI bridging role sees all.';

function headOf(
  unit: string,
  stored: StoredReport | undefined,
  now: Date,
): Pick<
  TeamLosses,
  | 'unit'
  | 'window'
  | 'weeks'
  | 'definition'
  | 'folded'
  | 'items'
  | 'path'
  | 'handoffs'
  | 'workingHours'
  | 'computedAt'
> {
  const to = stored?.closedEnd ?? lossesEnd(now);
  const losses = stored ? readLosses(stored) : undefined;
  return {
    unit,
    window: { from: addDays(to, -REPORTED_WEEKS * DAYS_PER_WEEK), to },
    weeks: losses?.report.weeks ?? REPORTED_WEEKS,
    definition: DEFINITION,
    folded: [...(losses?.folded ?? [])],
    items: [],
    path: [],
    handoffs: [],
    workingHours: losses?.workingHours ?? '',
    ...(stored ? { computedAt: stored.computedAt.toISOString() } : {}),
  };
}

function readLosses(stored: StoredReport): StoredLosses {
  // Written by LossReporter of the same definition version; another version is computed again before it is read.
  return stored.report as StoredLosses;
}

function releasedOf(stored: StoredReport | undefined): Released | undefined {
  return stored?.releasedStages &&
    stored.definitionVersion === LOSS_DEFINITION_VERSION
    ? { stored, losses: readLosses(stored), stages: stored.releasedStages }
    : undefined;
}

function runsIn({ losses }: Released): number {
  return Object.values(losses.runs).reduce((sum, runs) => sum + runs, 0);
}

function lossesOf(
  { stored, losses, stages }: Released,
  caller: LossesCaller,
): Loss[] {
  return losses.report.segments
    .filter(
      ({ stage, loss }) =>
        stages.includes(stage) &&
        (losses.runs[stage] ?? 0) >= ENOUGH_RUNS &&
        loss.value >= NOTHING_LOST_HOURS,
    )
    .map(segment => {
      const words = lossWords(
        segment,
        losses.jobClasses[segmentKey(segment)] ?? [],
      );
      return {
        team: stored.unit,
        stage: segment.stage,
        phase: segment.phase,
        words,
        sentence: `${formatEstimate(segment.loss)} ${words}`,
        hours: segment.loss,
        ...targetOf(segment, caller),
        ...(segment.recoverable ? { recoverable: segment.recoverable } : {}),
      };
    });
}

function targetOf(
  { target, loss }: SegmentLoss,
  caller: LossesCaller,
): Pick<Loss, 'target'> {
  if (!target) {
    return {};
  }
  const { kind, hours, reliability, peers } = target;
  const offering =
    target.offering !== undefined && isVisible(target.offering, caller)
      ? target.offering
      : undefined;
  const said = {
    'service-level': `what ${offering ?? 'the offering'} promises is ${formatHours(hours)} a week`,
    'own-best': `the own best 4 of 26 weeks come to ${formatHours(hours)} a week`,
    peers: `the better quarter of ${peers ?? 0} comparable teams comes to ${formatHours(hours)} a week`,
  }[kind];
  const trust =
    kind !== 'service-level' && reliability < 0.2
      ? '; weeks and teams differ by hardly more than chance, so little of the difference is believed'
      : '';
  return {
    target: {
      kind,
      hours,
      reliability,
      ...(offering ? { offering } : {}),
      ...(peers === undefined ? {} : { peers }),
      sentence: `${hours <= loss.value ? 'Target' : 'Already better than the target'}: ${said}${trust}.`,
    },
  };
}

function bottleneckSentence(
  bottleneck: TeamLosses['bottleneck'],
  items: readonly Loss[],
): string {
  if (!bottleneck) {
    return 'No clear bottleneck: what could be won at the first place and at the second cannot be told apart.';
  }
  const loss = items.find(
    ({ stage, phase }) =>
      stage === bottleneck.stage && phase === bottleneck.phase,
  );
  return `The bottleneck is ${loss?.words ?? bottleneck.stage}: ${formatEstimate(bottleneck.lead)} more could be won there than at the next place.`;
}

function pathOf(
  { losses, stages }: Released,
  order: readonly string[],
  caller: LossesCaller,
): TeamLosses['path'] {
  const known = new Map(losses.path.map(one => [one.stage, one]));
  const all = [
    ...order,
    ...losses.path
      .map(({ stage }) => stage)
      .filter(stage => !order.includes(stage)),
  ];
  return all.map(stage => {
    const part = known.get(stage);
    if (!part || part.runs === 0 || !stages.includes(stage)) {
      return { stage, seen: false };
    }
    const used = losses.offerings.filter(one => one.stage === stage);
    const total = Math.max(1, part.runs);
    return {
      stage,
      seen: true,
      runs: part.runs,
      workedHours: part.workedHours,
      blockedHours: part.blockedHours,
      reworkHours: part.reworkHours,
      offerings: used
        .filter(
          ({ offering }) => offering !== '' && isVisible(offering, caller),
        )
        .map(({ offering, runs }) => ({
          offering,
          share: Math.min(1, runs / total),
        })),
      outsideShare: Math.min(
        1,
        (used.find(({ offering }) => offering === '')?.runs ?? 0) / total,
      ),
    };
  });
}

function isVisible(offering: string, caller: LossesCaller): boolean {
  return (
    caller.visibleOfferings === 'all' || caller.visibleOfferings.has(offering)
  );
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
