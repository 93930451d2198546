import { Knex } from 'knex';
import { Handoff } from '../../core/losses/handoffs';
import { LossRow, TimedRun } from '../../core/losses/types';
import { addDays, Day, DayRange } from '../../core/metrics/windows';
import { Binding, rowsOf } from '../rows';
import {
  HourLoss,
  LossMarks,
  LossStore,
  RecentRun,
  StageHandoff,
  StageUse,
  StoredEdge,
  StoredLoss,
  StoredReport,
} from './LossStore';
import { insertLossRows, replaceLossCells } from './replaceLosses';
import {
  DbReportRow,
  DbTimelineRow,
  fromDbReport,
  fromDbTimeline,
} from './mapping';

/** Runs that began this long before a day may still have executed on it. */
const EXECUTING_DAYS = 28;

const BY_HAND = `trigger in ('human', 'unknown')`;
const PERSON = `coalesce(nullif(encode(actor_hash, 'hex'), ''), 'component ' || coalesce(nullif(component_ref, ''), stage))`;

export class DatabaseLossStore implements LossStore {
  readonly #knex: Knex;

  static create(knex: Knex): DatabaseLossStore {
    return new DatabaseLossStore(knex);
  }

  private constructor(knex: Knex) {
    this.#knex = knex;
  }

  async marks(limit: number): Promise<LossMarks[]> {
    const rows = await rowsOf<{ ids: string[]; team_ref: string; day: Day }>(
      this.#knex,
      `
      select array_agg(id::text) as ids, team_ref, min(day)::text as day
      from loss_mark group by team_ref order by min(id) limit ?
      `,
      [limit],
    );
    return rows.map(row => ({
      ids: row.ids,
      team: row.team_ref,
      from: row.day,
    }));
  }

  async timeline(team: string, from: Day): Promise<TimedRun[]> {
    const rows = await rowsOf<DbTimelineRow>(
      this.#knex,
      `select * from run_timeline where team_ref = ? and day >= cast(? as date)`,
      [team, addDays(from, -EXECUTING_DAYS)],
    );
    return rows.flatMap(fromDbTimeline);
  }

  async edges(team: string, from: Day): Promise<StoredEdge[]> {
    const stage = (run: string, decision: string) =>
      `coalesce(${run}.stage_tag, nullif(${decision}.stage, ''), 'unknown')`;
    const at = (run: string) =>
      `coalesce(${run}.submitted_at, ${run}.started_at, ${run}.first_result_at, ${run}.ended_at)`;
    const decided = (run: string, decision: string) => `
      left join attribution ${decision} on ${decision}.subject_id = ${run}.subject_id
        and ${decision}.valid_from <= ${at(run)} and (${decision}.valid_to is null or ${decision}.valid_to > ${at(run)})
    `;
    return (
      await rowsOf<DbEdgeRow>(
        this.#knex,
        `
        select e.producer_run_id::text as producer, e.consumer_run_id::text as consumer,
          floor(extract(epoch from e.produced_at) * 1000)::float8 as produced,
          floor(extract(epoch from coalesce(c.submitted_at, c.started_at)) * 1000)::float8 as submitted,
          ${stage('p', 'pa')} as from_stage, ${stage('c', 'ca')} as to_stage,
          c.run_class, c.trigger, c.source_id
        from run_edge e
        join run c on c.id = e.consumer_run_id and c.joined_to is null and c.impossible is null
        ${decided('c', 'ca')}
        join run p on p.id = e.producer_run_id and p.joined_to is null and p.impossible is null
        ${decided('p', 'pa')}
        where e.consumed_at >= cast(? as date) and ca.team_ref = ?
          and coalesce(c.submitted_at, c.started_at) is not null
          -- of all that read it the first counts, whosever it is
          and not exists (
            select from run_edge o join run oc on oc.id = o.consumer_run_id
            where o.producer_run_id = e.producer_run_id and o.consumer_run_id <> e.producer_run_id
              and oc.joined_to is null
              and coalesce(oc.submitted_at, oc.started_at) >= e.produced_at
              and coalesce(oc.submitted_at, oc.started_at) < coalesce(c.submitted_at, c.started_at)
          )
        `,
        [from, team],
      )
    ).map(row => ({
      team,
      producer: row.producer,
      consumer: row.consumer,
      produced: row.produced,
      submitted: row.submitted,
      fromStage: row.from_stage,
      toStage: row.to_stage,
      runClass: row.run_class,
      trigger: row.trigger,
      source: row.source_id,
    }));
  }

  async replace(
    { ids, team, from }: LossMarks,
    rows: readonly LossRow[],
    found: readonly (Handoff & StoredEdge)[],
  ): Promise<void> {
    await this.#knex.transaction(async tx => {
      const taken = await rowsOf<{ id: string }>(
        tx,
        `delete from loss_mark where id = any(cast(? as bigint[])) returning id`,
        [ids],
      );
      if (taken.length < ids.length) {
        // another back end did it, or does it now
        return;
      }
      for (const table of ['loss_day', 'handoff']) {
        await tx.raw(
          `delete from ${table} where team_ref = ? and day >= cast(? as date)`,
          [team, from],
        );
      }
      await insertLossRows(tx, team, rows);
      await this.#insertHandoffs(tx, found);
      await replaceLossCells(tx, team, from);
    });
  }

  async #insertHandoffs(
    tx: Knex,
    found: readonly (Handoff & StoredEdge)[],
  ): Promise<void> {
    if (found.length === 0) {
      return;
    }
    const column = (of: (one: Handoff & StoredEdge) => string | number) =>
      found.map(of);
    await rowsOf(
      tx,
      `
      insert into handoff (team_ref, day, producer_run_id, consumer_run_id, from_stage, to_stage, run_class, trigger,
        source_id, ms)
      select team_ref, (to_timestamp(submitted / 1000) at time zone 'UTC')::date, producer, consumer, from_stage,
        to_stage, run_class, trigger, source_id, ms
      from unnest(cast(? as text[]), cast(? as float8[]), cast(? as bigint[]), cast(? as bigint[]), cast(? as text[]),
        cast(? as text[]), cast(? as text[]), cast(? as text[]), cast(? as smallint[]), cast(? as bigint[]))
        as h (team_ref, submitted, producer, consumer, from_stage, to_stage, run_class, trigger, source_id, ms)
      on conflict (producer_run_id, consumer_run_id) do update set team_ref = excluded.team_ref, day = excluded.day,
        ms = excluded.ms, from_stage = excluded.from_stage, to_stage = excluded.to_stage
      `,
      [
        column(one => one.team),
        column(one => one.submitted),
        column(one => one.producer),
        column(one => one.consumer),
        column(one => one.fromStage),
        column(one => one.toStage),
        column(one => one.runClass),
        column(one => one.trigger),
        column(one => one.source),
        column(one => one.milliseconds),
      ],
    );
  }

  async losses({ from, to }: DayRange): Promise<StoredLoss[]> {
    const rows = await rowsOf<DbLossRow>(
      this.#knex,
      `
      select team_ref, date_trunc('week', day)::date::text as week, day::text, kind, phase, stage, ${PERSON} as person,
        run_class, gpu_class, sum(ms)::float8 as ms, sum(runs)::int as runs
      from loss_day
      where day >= cast(? as date) and day < cast(? as date) and ${BY_HAND}
      group by 1, day, kind, phase, stage, 7, run_class, gpu_class
      order by 1, day, kind, phase, stage, 7, run_class, gpu_class
      `,
      [from, to],
    );
    return rows.map(row => ({
      team: row.team_ref,
      week: row.week,
      day: row.day,
      kind: row.kind,
      phase: row.phase,
      stage: row.stage,
      person: row.person,
      runClass: row.run_class,
      gpuClass: row.gpu_class,
      milliseconds: row.ms,
      runs: row.runs,
    }));
  }

  async hours({ from, to }: DayRange): Promise<HourLoss[]> {
    return await this.#read<HourLoss>(
      `
      select team_ref as team, stage, phase, hour, sum(h.hour_ms)::float8 as milliseconds
      from loss_day cross join lateral unnest(hour_of_week, loss_day.hour_ms) as h (hour, hour_ms)
      where day >= cast(? as date) and day < cast(? as date) and ${BY_HAND} and kind <> 'worked'
      group by team_ref, stage, phase, hour order by 1, 2, 3, 4
      `,
      [from, to],
    );
  }

  async stageUse({ from, to }: DayRange): Promise<StageUse[]> {
    return await this.#read<StageUse>(
      `
      select team_ref as team, stage, coalesce(o.offering, '') as offering, sum(runs)::int as runs
      from loss_day left join lateral unnest(offerings) as o (offering) on true
      where day >= cast(? as date) and day < cast(? as date) and kind = 'worked' and ${BY_HAND}
      group by 1, 2, 3 order by 1, 2, 4 desc, 3
      `,
      [from, to],
    );
  }

  async handoffs({ from, to }: DayRange): Promise<StageHandoff[]> {
    return await this.#read<StageHandoff>(
      `
      select team_ref as team, from_stage as "fromStage", to_stage as "toStage",
        array_agg(ms::float8 order by ms) as milliseconds
      from handoff
      where day >= cast(? as date) and day < cast(? as date) and from_stage <> to_stage
      group by 1, 2, 3 order by 1, 2, 3
      `,
      [from, to],
    );
  }

  async reports(units?: readonly string[]): Promise<StoredReport[]> {
    const rows = await rowsOf<DbReportRow>(
      this.#knex,
      `
      select unit_ref, closed_end::text, encode(digest, 'hex') as digest, definition_version, runs::float8 as runs,
        report, released_stages, computed_at
      from loss_report
      ${units ? 'where unit_ref = any(cast(? as text[]))' : ''}
      order by unit_ref
      `,
      units ? [units] : [],
    );
    return rows.map(fromDbReport);
  }

  async publish(
    changed: readonly StoredReport[],
    masks: ReadonlyMap<string, readonly string[] | undefined>,
  ): Promise<void> {
    await this.#knex.transaction(async tx => {
      await rowsOf(
        tx,
        `delete from loss_report where not unit_ref = any(cast(? as text[]))`,
        [[...masks.keys()]],
      );
      await rowsOf(
        tx,
        `
        insert into loss_report (unit_ref, closed_end, digest, definition_version, runs, report)
        select * from unnest(cast(? as text[]), cast(? as date[]), cast(? as bytea[]), cast(? as smallint[]),
          cast(? as bigint[]), cast(? as jsonb[]))
        on conflict (unit_ref) do update set closed_end = excluded.closed_end, digest = excluded.digest,
          definition_version = excluded.definition_version, runs = excluded.runs, report = excluded.report,
          computed_at = now()
        `,
        [
          changed.map(one => one.unit),
          changed.map(one => one.closedEnd),
          changed.map(one => Buffer.from(one.digest, 'hex')),
          changed.map(one => one.definitionVersion),
          changed.map(one => one.runs),
          changed.map(one => JSON.stringify(one.report)),
        ],
      );
      // Lists of lists are no arrays of PostgreSQL, so the mask travels as JSON; null is a unit that is hidden.
      await tx.raw(
        `
        update loss_report r
        set released_stages = case when jsonb_typeof(m.value) = 'array'
          then array(select jsonb_array_elements_text(m.value)) end
        from jsonb_each(cast(? as jsonb)) as m (key, value)
        where r.unit_ref = m.key
        `,
        [
          JSON.stringify(
            Object.fromEntries(
              [...masks].map(([unit, stages]) => [unit, stages ?? null]),
            ),
          ),
        ],
      );
    });
  }

  async recentRuns(options: {
    components: readonly string[];
    stage?: string;
    limit: number;
  }): Promise<RecentRun[]> {
    const rows = await rowsOf<DbRecentRow>(
      this.#knex,
      `
      select a.component_ref as component, coalesce(r.stage_tag, nullif(a.stage, ''), 'unknown') as stage, r.run_class,
        r.gpus, r.submitted_at, r.started_at, r.first_result_at, r.ended_at, r.outcome, r.cause
      from attribution a
      join run r on r.subject_id = a.subject_id
      where a.component_ref = any(cast(? as text[])) and a.valid_to is null
        and r.joined_to is null and r.impossible is null and r.parent_key is null
        and (cast(? as text) is null or coalesce(r.stage_tag, nullif(a.stage, ''), 'unknown') = ?)
        and coalesce(r.submitted_at, r.started_at) > now() - interval '8 weeks'
      order by coalesce(r.submitted_at, r.started_at) desc
      limit ?
      `,
      [
        options.components,
        options.stage ?? null,
        options.stage ?? null,
        options.limit,
      ],
    );
    return rows.map(row => ({
      component: row.component,
      stage: row.stage,
      runClass: row.run_class,
      gpus: row.gpus ?? undefined,
      submitted: row.submitted_at ?? undefined,
      started: row.started_at ?? undefined,
      firstResult: row.first_result_at ?? undefined,
      ended: row.ended_at ?? undefined,
      outcome: row.outcome ?? undefined,
      cause: row.cause ?? undefined,
    }));
  }

  async #read<Row>(sql: string, bindings: readonly Binding[]): Promise<Row[]> {
    return await rowsOf<Row>(this.#knex, sql, bindings);
  }
}

interface DbEdgeRow {
  producer: string;
  consumer: string;
  produced: number;
  submitted: number;
  from_stage: string;
  to_stage: string;
  run_class: string;
  trigger: string;
  source_id: number;
}

interface DbLossRow {
  team_ref: string;
  week: string;
  day: string;
  kind: StoredLoss['kind'];
  phase: StoredLoss['phase'];
  stage: string;
  person: string;
  run_class: string;
  gpu_class: number;
  ms: number;
  runs: number;
}

interface DbRecentRow {
  component: string;
  stage: string;
  run_class: string;
  gpus: number | null;
  submitted_at: Date | null;
  started_at: Date | null;
  first_result_at: Date | null;
  ended_at: Date | null;
  outcome: string | null;
  cause: string | null;
}
