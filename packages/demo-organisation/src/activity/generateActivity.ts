import { ADOPTION_HISTORIES, AdoptionHistory } from '../adoption/history';
import { PLANTED_EFFECTS, PlantedEffect } from '../adoption/planted';
import { DemoOrganisation } from '../organisation/demoOrganisation';
import { Random } from '../random/Random';
import { isQuietWeek, mondayOf, WEEK } from './calendar';
import { dataWorkRuns } from './dataWork';
import { evaluationRuns } from './evaluation';
import { ASSUMED } from './models';
import { overAt, RunPlan, SourcedRunRecord, toRecord } from './RunPlan';
import { scheduledRuns } from './scheduled';
import { podSessions, simulationRuns } from './simulation';
import { strayRuns } from './strays';
import { TeamWeek } from './TeamWeek';
import { trainingRuns } from './training';

export interface ActivityOptions {
  readonly seed: number;
  /** The end of the data: nothing is known of what happens after it. */
  readonly until: Date;
  readonly organisation: DemoOrganisation;
  /** Whole weeks before the one `until` lies in; default 26. */
  readonly weeks?: number;
  /**
   * The week in which the plan of adoptions ends, default that of `until`. Keep the first one to continue an
   * activity later: run ids and everything in them stay the same.
   */
  readonly anchor?: Date;
  /**
   * Leaves out runs that are not over at the end. An import takes one record an id once, so what is to be
   * continued later must not hold half of a run.
   */
  readonly closedOnly?: boolean;
  /** The end of an earlier activity: what was over by then is left out. */
  readonly since?: Date;
  readonly effects?: readonly PlantedEffect[];
  readonly histories?: readonly AdoptionHistory[];
}

export const DEFAULT_SEED = 23;
export const DEFAULT_WEEKS = 26;

/**
 * Half a year of a company's runs, week by week and team by team.
 *
 * Every number comes from a stream named after what it is about, so the same seed, anchor and end give the same
 * bytes, and a later end only adds to what was there and completes what was open.
 */
export function* generateActivity(
  options: ActivityOptions,
): Generator<SourcedRunRecord, void> {
  const { seed, until, organisation, weeks = DEFAULT_WEEKS } = options;
  const now = until.getTime();
  const span: Span = {
    now,
    since: options.since?.getTime() ?? -Infinity,
    over: options.closedOnly ? now : Infinity,
  };
  const anchor = mondayOf((options.anchor ?? until).getTime());
  const paces = teamPaces(seed, organisation);
  const last = mondayOf(now);
  for (let monday = anchor - weeks * WEEK; monday <= last; monday += WEEK) {
    for (const team of organisation.teams) {
      const week = new TeamWeek({
        seed,
        team,
        monday,
        weeksBefore: Math.round((anchor - monday) / WEEK),
        histories: (options.histories ?? ADOPTION_HISTORIES).filter(
          history => history.team === team.name,
        ),
        effects: options.effects ?? PLANTED_EFFECTS,
        pace: paceOf(seed, team.name, monday, paces),
      });
      const prefix = idPrefix(anchor, monday, team.name);
      yield* toRecords(runsOf(week), prefix, span);
    }
    const activity = isQuietWeek(monday) ? 0.3 : 1;
    const strays = strayRuns(seed, monday, activity);
    yield* toRecords(strays, idPrefix(anchor, monday, 'shared'), span);
  }
}

function runsOf(week: TeamWeek): RunPlan[] {
  return [
    ...trainingRuns(week),
    ...evaluationRuns(week),
    ...simulationRuns(week),
    ...dataWorkRuns(week),
    ...podSessions(week),
    ...scheduledRuns(week),
  ];
}

interface Span {
  readonly now: number;
  /** Runs are told when they are over after `since` and not after `over`. */
  readonly since: number;
  readonly over: number;
}

function* toRecords(
  plans: readonly RunPlan[],
  prefix: string,
  span: Span,
): Generator<SourcedRunRecord, void> {
  const told = (plan: RunPlan) =>
    overAt(plan) > span.since && overAt(plan) <= span.over;
  const ordered = [...plans].sort((a, b) => a.submitted - b.submitted);
  for (const [index, plan] of ordered.entries()) {
    const id = `${prefix}-${index + 1}`;
    const record = told(plan) && toRecord(plan, id, span.now);
    if (record) yield record;
    for (const [trial, child] of (plan.children ?? []).entries()) {
      const below =
        told(child) && toRecord(child, `${id}-${trial + 1}`, span.now, id);
      if (below) yield below;
    }
  }
}

/** The anchor is part of it: another anchor is another half-year, not a correction of this one. */
function idPrefix(anchor: number, monday: number, team: string): string {
  const day = (time: number) =>
    new Date(time).toISOString().slice(2, 10).replaceAll('-', '');
  return `${day(anchor)}-${day(monday)}-${team}`;
}

interface Pace {
  readonly run: number;
  readonly queue: number;
}

/** Teams differ; over all of them the published mean stays what it was. */
function teamPaces(
  seed: number,
  { teams }: DemoOrganisation,
): Map<string, Pace> {
  const { teamRun, teamQueue } = ASSUMED.sigma;
  const drawn = teams.map(({ name }) => {
    const random = Random.of(seed, 'pace', name);
    return {
      name,
      run: random.logNormal(1, teamRun),
      queue: random.logNormal(1, teamQueue),
    };
  });
  const mean = (key: 'run' | 'queue') =>
    drawn.reduce((sum, pace) => sum + pace[key], 0) / Math.max(drawn.length, 1);
  const run = mean('run');
  const queue = mean('queue');
  return new Map(
    drawn.map(pace => [
      pace.name,
      { run: pace.run / run, queue: pace.queue / queue },
    ]),
  );
}

function paceOf(
  seed: number,
  team: string,
  monday: number,
  paces: ReadonlyMap<string, Pace>,
): Pace {
  const { weekQueue, teamWeekQueue } = ASSUMED.sigma;
  const base = paces.get(team) ?? { run: 1, queue: 1 };
  const company = Random.of(seed, 'queue of the week', monday);
  const own = Random.of(seed, 'queue of the week', monday, team);
  // Log-normal factors with mean 1.
  const factor = (random: Random, sigma: number) =>
    random.logNormal(Math.exp(-(sigma ** 2) / 2), sigma);
  return {
    run: base.run,
    queue: base.queue * factor(company, weekQueue) * factor(own, teamWeekQueue),
  };
}
