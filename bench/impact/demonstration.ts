import {
  ADOPTION_HISTORIES,
  AdoptionHistory,
  demoOrganisation,
  generateActivity,
  PLANTED_EFFECTS,
  PlantedEffect,
  plantedDate,
  SourcedRunRecord,
  WEEKS_OF_TRIAL,
} from '@mli/demo-organisation';
import { stageOf } from '../../plugins/insights-backend/src/__testUtils__/demonstrationRuns';
import { analyseStudy } from '../../plugins/insights-backend/src/core/studies/analyseStudy';
import { portfolio } from '../../plugins/insights-backend/src/core/studies/portfolio';
import {
  AdoptionSpell,
  StudyInputs,
  WeekCell,
} from '../../plugins/insights-backend/src/core/studies/types';

const UNTIL = new Date('2026-11-22T23:59:59.999Z');
const WEEKS = 26;
const WEEK_MS = 7 * 86_400_000;
/** As the portal asks it the day after: from the first week there is to the last one that is over for 7 days. */
const TO = Date.UTC(2026, 10, 16);
const FROM = TO - WEEKS * WEEK_MS;
const DRAWS = 999;
/** Teams of a department; who is in which does not matter to what is planted. */
const DEPARTMENT = 6;

type Outcome = 'queue_time' | 'run_time';

interface Question {
  readonly offering: string;
  readonly stage: string;
  readonly outcome: Outcome;
  /** Planted change, as a share. */
  readonly change: number;
}

/** What the plan makes faster; and, in an organisation where nothing does, the same questions with the answer 0. */
const QUESTIONS: readonly Question[] = PLANTED_EFFECTS.flatMap(
  ({ offering, stage, metrics, change }) =>
    metrics.map(outcome => ({ offering, stage, outcome, change })),
);

const organisation = demoOrganisation();

export interface DemonstrationCounts {
  /** Questions with an effect: answered, and those whose interval holds it. */
  readonly planted: number;
  readonly covered: number;
  readonly plantedBadges: number;
  /** Questions without: answered, found, badged (the shared queue aside). */
  readonly empty: number;
  readonly falselyFound: number;
  readonly falseBadges: number;
  readonly refused: number;
}

/** One generated organisation: the planted questions as they are, and once more with nothing planted. */
export function demonstrationCounts(seed: number): DemonstrationCounts {
  const planted = answersOf(seed, PLANTED_EFFECTS);
  const nothing = answersOf(seed, []);
  const covered = planted.answered.filter(
    ({ change, lower, upper }) => lower <= change && change <= upper,
  );
  return {
    planted: planted.answered.length,
    covered: covered.length,
    plantedBadges: planted.badges,
    empty: nothing.answered.length,
    falselyFound: nothing.answered.filter(({ found }) => found).length,
    falseBadges: nothing.badges,
    refused: planted.refused + nothing.refused,
  };
}

function answersOf(seed: number, effects: readonly PlantedEffect[]) {
  const runs = [
    ...generateActivity({ seed, until: UNTIL, organisation, effects }),
  ];
  const cells = new CellMaker(runs);
  const answered: {
    change: number;
    lower: number;
    upper: number;
    found: boolean;
  }[] = [];
  let refused = 0;
  const estimates = QUESTIONS.flatMap(question => {
    const analysed = analyseStudy(cells.inputs(question, seed));
    if (!analysed.ok) {
      refused += 1;
      return [];
    }
    const { result } = analysed;
    answered.push({
      change: 100 * question.change,
      lower: result.effect.lower ?? -Infinity,
      upper: result.effect.upper ?? Infinity,
      found: result.verdict === 'found',
    });
    return {
      key: `${question.offering} ${question.outcome}`,
      ...result,
      // The rule for shared queues would hide false badges of waiting.
      sharedQueue: false,
      isSuperseded: false,
      isClaim: true,
    };
  });
  const badges = [...portfolio(estimates).values()].filter(
    ({ badge }) => badge.shown,
  ).length;
  return { answered, refused, badges };
}

/** Weekly cells of the runs, as the store makes them. */
class CellMaker {
  readonly #runs: readonly { team: string; run: SourcedRunRecord }[];

  constructor(runs: readonly SourcedRunRecord[]) {
    const teamOf = new Map(
      organisation.teams.flatMap(({ name, members }) =>
        members.flatMap(member =>
          [member.name, member.email, ...member.logins].map(
            login => [login.toLowerCase(), name] as const,
          ),
        ),
      ),
    );
    this.#runs = runs.flatMap(run => {
      const actor = (run.actor ?? '').toLowerCase();
      const team = teamOf.get(actor) ?? teamOf.get(actor.replace(/@.*/, ''));
      return team !== undefined && !run.parentId ? [{ team, run }] : [];
    });
  }

  inputs(question: Question, seed: number): StudyInputs {
    const histories = ADOPTION_HISTORIES.filter(
      ({ offering }) => offering === question.offering,
    );
    const spells = histories.flatMap(spellOf);
    const dates = new Map(
      spells.flatMap(({ team, date }) => (date ? [[team, date]] : [])),
    );
    return {
      question: {
        offering: `offering:default/${question.offering}`,
        outcome: question.outcome,
        stage: question.stage,
        from: dayOf(FROM),
        to: dayOf(TO),
      },
      teams: organisation.teams.map(({ name, members }, k) => ({
        team: name,
        title: name,
        department: `department ${Math.floor(k / DEPARTMENT)}`,
        size: members.length,
      })),
      cells: this.#cells(question, dates),
      spells,
      others: [],
      draws: DRAWS,
      seed,
    };
  }

  #cells(
    { outcome, stage }: Question,
    dates: ReadonlyMap<string, string>,
  ): WeekCell[] {
    const groups = new Map<
      string,
      { team: string; week: number; class: string; rows: Row[] }
    >();
    const all: number[] = [];
    for (const { team, run } of this.#runs) {
      const submitted = Date.parse(run.submittedAt ?? '');
      const week = Math.floor((submitted - FROM) / WEEK_MS);
      if (stageOf(run) !== stage || !(week >= 0 && week < WEEKS)) continue;
      const date = Date.parse(dates.get(team) ?? '');
      const ended = run.endedAt ? Date.parse(run.endedAt) : Infinity;
      if (submitted < date && ended >= date) continue;
      const value = valueOf(run, outcome);
      if (value !== undefined) all.push(value);
      const name = `${stage} / ${run.runClass ?? ''} / ${run.trigger ?? ''}`;
      const key = `${team} ${week} ${name}`;
      const group = groups.get(key) ?? { team, week, class: name, rows: [] };
      group.rows.push({ value, closed: Number.isFinite(ended) });
      groups.set(key, group);
    }
    const cut = quantile(all, 0.99);
    return [...groups.values()].map(({ rows, ...cell }) => {
      const values = rows.flatMap(({ value }) => value ?? []);
      const capped = values.map(value => Math.min(value, cut));
      return {
        ...cell,
        submitted: rows.length,
        closed: rows.filter(({ closed }) => closed).length,
        runs: values.length,
        zeros: values.filter(value => value === 0).length,
        p50: quantile(values, 0.5),
        mean: capped.reduce((sum, value) => sum + value, 0) / capped.length,
      };
    });
  }
}

interface Row {
  readonly value: number | undefined;
  readonly closed: boolean;
}

function valueOf(run: SourcedRunRecord, outcome: Outcome): number | undefined {
  if (outcome === 'run_time' && run.outcome !== 'succeeded') return undefined;
  const [from, to] =
    outcome === 'run_time'
      ? [run.startedAt, run.endedAt]
      : [run.submittedAt, run.startedAt];
  return from && to ? Date.parse(to) - Date.parse(from) : undefined;
}

/** Type 7; NaN without values. */
function quantile(values: readonly number[], share: number): number {
  const sorted = Float64Array.from(values).sort();
  const position = share * (sorted.length - 1);
  const below = sorted[Math.floor(position)] ?? NaN;
  const above = sorted[Math.ceil(position)] ?? NaN;
  return below + (position - Math.floor(position)) * (above - below);
}

/** As the portal decides it: adopted at the date of the plan after a trial, or tried. */
function spellOf(history: AdoptionHistory): AdoptionSpell[] {
  const { team, offering, kind, since } = history;
  const monday = (weeksBefore: number) =>
    plantedDate({ offering, team, weeksBefore }, UNTIL);
  if (kind === 'trial') return [{ team, onset: monday(since ?? 0) }];
  if (kind !== 'adopted' || since === undefined) {
    return [{ team, onset: monday(WEEKS), date: monday(WEEKS) }];
  }
  return [{ team, onset: monday(since + WEEKS_OF_TRIAL), date: monday(since) }];
}

function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}
