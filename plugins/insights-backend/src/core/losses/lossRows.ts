import { Day, dayOf } from '../metrics/windows';
import { intersect, lengthOf, minus, Span, union } from '../workingHours/spans';
import { WorkingCalendar } from '../workingHours/WorkingCalendar';
import { LossKind, LossPhase, LossRow, TimedRun } from './types';

/** A stretch of one run that counts as something, before it is cut down to what nothing else explains. */
interface Claim {
  readonly run: TimedRun;
  readonly kind: LossKind;
  readonly phase: LossPhase;
  readonly span: Span;
  readonly anchor: number;
}

class RowCollector {
  readonly #rows = new Map<
    string,
    {
      readonly claim: Claim;
      readonly day: Day;
      milliseconds: number;
      runs: number;
      readonly hours: Map<number, number>;
    }
  >();

  add(claim: Claim, own: readonly Span[], calendar: WorkingCalendar): void {
    const key = placeKey(claim);
    let row = this.#rows.get(key);
    if (!row) {
      row = {
        claim,
        day: dayOf(new Date(claim.anchor)),
        milliseconds: 0,
        runs: 0,
        hours: new Map(),
      };
      this.#rows.set(key, row);
    }
    row.milliseconds += lengthOf(own);
    row.runs += claim.run.child ? 0 : 1;
    if (claim.kind !== 'worked') {
      for (const span of own) {
        for (const [hour, ms] of calendar.byHourOfWeek(span)) {
          row.hours.set(hour, (row.hours.get(hour) ?? 0) + ms);
        }
      }
    }
  }

  rows(): LossRow[] {
    return [...this.#rows.values()].map(
      ({ claim, day, milliseconds, runs, hours }) => {
        const { stage, component, runClass, trigger, source } = claim.run;
        const { actor, gpuClass, offerings } = claim.run;
        return {
          kind: claim.kind,
          phase: claim.phase,
          day,
          stage,
          component,
          runClass,
          trigger,
          source,
          actor,
          gpuClass,
          offerings,
          milliseconds,
          runs,
          hours,
        };
      },
    );
  }
}

/**
 * Blocked, rework and working time of the runs of one team (docs/metrics.md, section 2), as rows that add up.
 *
 * Per person, within working hours: blocked is the union of [submitted, first result or start) without what the
 * person's runs of the same component executed; rework is the union of [submitted, ended] of runs failed by the system
 * or lost, without what is blocked already. Every moment is counted once, for the earliest claim on it, so that stages,
 * phases and job classes add up to the person's union. What people set off, what a schedule and what CI set off are
 * kept apart: nobody sits blocked by the nightly job.
 *
 * Without actors the runs of a component are taken for one person's: that is the least they can have cost.
 */
export function lossRows(
  runs: readonly TimedRun[],
  calendar: WorkingCalendar,
): LossRow[] {
  const byPerson = new Map<string, TimedRun[]>();
  for (const run of runs) {
    const key = `${personKey(run)}|${triggerGroup(run)}`;
    const known = byPerson.get(key);
    if (known) {
      known.push(run);
    } else {
      byPerson.set(key, [run]);
    }
  }
  const rows = new RowCollector();
  for (const person of byPerson.values()) {
    addPerson(person, calendar, rows);
  }
  return rows.rows();
}

function addPerson(
  runs: readonly TimedRun[],
  calendar: WorkingCalendar,
  rows: RowCollector,
): void {
  const executing = executingByComponent(runs);
  const blocked = addClaims(inOrder(runs.flatMap(waitsOf)), {
    calendar,
    rows,
    taken: [],
    exceptFor: ({ run }) => executing.get(run.component) ?? [],
  });
  const lost = addClaims(inOrder(runs.flatMap(reworkOf)), {
    calendar,
    rows,
    taken: blocked,
    exceptFor: () => [],
  });
  addClaims(inOrder(runs.flatMap(workOf)), {
    calendar,
    rows,
    taken: lost,
    exceptFor: () => [],
  });
}

/** @returns all the time that is taken now */
function addClaims(
  claims: readonly Claim[],
  options: {
    calendar: WorkingCalendar;
    rows: RowCollector;
    taken: readonly Span[];
    exceptFor(claim: Claim): readonly Span[];
  },
): Span[] {
  const { calendar, rows } = options;
  let taken = [...options.taken];
  for (const claim of claims) {
    const open = minus([claim.span], options.exceptFor(claim));
    const working = open.length > 0 ? calendar.within(claim.span) : [];
    const own = minus(intersect(working, open), taken);
    rows.add(claim, own, calendar);
    if (own.length > 0) {
      taken = union([...taken, ...own]);
    }
  }
  return taken;
}

/** What a person's runs executed, by component. A sweep that runs while its trials wait does not work. */
function executingByComponent(
  runs: readonly TimedRun[],
): ReadonlyMap<string, Span[]> {
  const spans = new Map<string, Span[]>();
  for (const run of runs) {
    if (run.hasTrials || run.started === undefined || run.ended === undefined) {
      continue;
    }
    // Execution of a run that is still starting up is no reason not to call it blocked.
    const span: Span = [run.firstResult ?? run.started, run.ended];
    const known = spans.get(run.component);
    if (known) {
      known.push(span);
    } else {
      spans.set(run.component, [span]);
    }
  }
  return new Map([...spans].map(([key, list]) => [key, union(list)] as const));
}

function waitsOf(run: TimedRun): Claim[] {
  const { submitted, started, firstResult, ended } = run;
  const claims: Claim[] = [];
  const queueEnd = started ?? ended;
  if (submitted !== undefined && queueEnd !== undefined) {
    claims.push({
      run,
      kind: 'blocked',
      phase: 'queue',
      span: [submitted, queueEnd],
      anchor: submitted,
    });
  }
  if (started !== undefined && firstResult !== undefined) {
    claims.push({
      run,
      kind: 'blocked',
      phase: 'startup',
      span: [started, firstResult],
      anchor: submitted ?? started,
    });
  }
  return claims;
}

function reworkOf(run: TimedRun): Claim[] {
  const from = run.submitted ?? run.started;
  return run.fault && from !== undefined && run.ended !== undefined
    ? [
        {
          run,
          kind: 'rework',
          phase: 'execution',
          span: [from, run.ended],
          anchor: run.ended,
        },
      ]
    : [];
}

function workOf(run: TimedRun): Claim[] {
  const { started, ended } = run;
  const anchor = run.submitted ?? started;
  if (anchor === undefined) {
    return [];
  }
  const worked =
    !run.fault &&
    !run.hasTrials &&
    started !== undefined &&
    ended !== undefined;
  return [
    {
      run,
      kind: 'worked',
      phase: 'execution',
      // A run that never worked is still one of the runs a loss is divided by.
      span: worked ? [run.firstResult ?? started, ended] : [anchor, anchor],
      anchor,
    },
  ];
}

function inOrder(claims: readonly Claim[]): Claim[] {
  return [...claims].sort(
    (a, b) =>
      a.span[0] - b.span[0] ||
      a.span[1] - b.span[1] ||
      compareTexts(placeKey(a), placeKey(b)),
  );
}

function compareTexts(a: string, b: string): number {
  if (a === b) {
    return 0;
  }
  return a < b ? -1 : 1;
}

function personKey({ actor, component, stage }: TimedRun): string {
  return actor === '' ? `component ${component || stage}` : actor;
}

function triggerGroup({ trigger }: TimedRun): string {
  return trigger === 'scheduled' || trigger === 'ci' ? trigger : 'by hand';
}

function placeKey({ run, kind, phase, anchor }: Claim): string {
  return JSON.stringify([
    kind,
    phase,
    dayOf(new Date(anchor)),
    run.stage,
    run.component,
    run.runClass,
    run.trigger,
    run.source,
    run.actor,
    run.gpuClass,
    run.offerings,
  ]);
}
