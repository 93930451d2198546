import { Knex } from 'knex';
import { CellDecision, CellRun } from '../core/rollups/referenceCells';

/** A run of a test; times as RFC 3339, everything else optional. */
export interface FixtureRun {
  key?: string;
  subject: string;
  source?: string;
  committed?: string;
  submitted?: string;
  started?: string;
  firstResult?: string;
  ended?: string;
  heartbeat?: string;
  outcome?: CellRun['outcome'];
  cause?: CellRun['cause'];
  gpus?: number;
  trigger?: CellRun['trigger'];
  runClass?: CellRun['runClass'];
  stageTag?: string;
  version?: string;
  actor?: string;
  actorKind?: CellRun['actorKind'];
  parent?: string;
  impossible?: string;
}

export interface FixtureDecision {
  subject: string;
  team: string;
  from?: string;
  to?: string;
  stage?: string;
  component?: string;
  offerings?: { offering: string; rule: string }[];
}

export interface FixtureSubject {
  namespace?: string;
  name?: string;
  repository?: string;
  experiment?: string;
  actor?: string;
  saidTeam?: string;
  saidComponent?: string;
  saidOfferings?: string[];
}

/** Hex that stands for a person in tests. */
export function actorHex(actor: string): string {
  return Buffer.from(actor.padEnd(8, '_')).toString('hex');
}

/** Empties every table of the plugin; much faster than a database of its own for each test. */
export async function clearTables(knex: Knex): Promise<void> {
  await knex.raw(`
    do $$
    begin
      execute (
        select 'truncate ' || string_agg(quote_ident(tablename), ', ') || ' restart identity cascade'
        from pg_tables where schemaname = current_schema() and tablename not like 'knex%'
      );
    end $$
  `);
}

/** Puts jobs, subjects, decisions and runs straight into the tables; names stand for ids. */
export class RunFixtures {
  readonly #knex: Knex;
  readonly #subjects = new Map<string, string>();
  readonly #sources = new Map<string, number>();

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  async source(name: string, historical = false): Promise<number> {
    const known = this.#sources.get(name);
    if (known !== undefined) {
      return known;
    }
    const [row] = await this.#knex('source')
      .insert({ name, kind: 'openlineage', historical })
      .returning<{ id: number }[]>('id');
    const id = row!.id;
    this.#sources.set(name, id);
    return id;
  }

  async subject(
    subject: string,
    fields: FixtureSubject & { source?: string } = {},
  ): Promise<string> {
    const known = this.#subjects.get(subject);
    if (known !== undefined) {
      return known;
    }
    const [job] = await this.#knex('job')
      .insert({
        source_id: await this.source(fields.source ?? 'lineage'),
        namespace: fields.namespace ?? 'test',
        name: fields.name ?? subject,
        repository: fields.repository ?? '',
        experiment: fields.experiment ?? '',
      })
      .returning<{ id: string }[]>('id');
    const [row] = await this.#knex('attribution_subject')
      .insert({
        job_id: job!.id,
        actor_hash: Buffer.from(
          fields.actor === undefined ? '' : actorHex(fields.actor),
          'hex',
        ),
        said_team: fields.saidTeam ?? '',
        said_component: fields.saidComponent ?? '',
        said_offerings: fields.saidOfferings ?? [],
      })
      .returning<{ id: string }[]>('id');
    this.#subjects.set(subject, row!.id);
    return row!.id;
  }

  async decide(decision: FixtureDecision): Promise<void> {
    await this.#knex('attribution').insert({
      subject_id: await this.subject(decision.subject),
      valid_from: decision.from ?? 'epoch',
      valid_to: decision.to ?? null,
      team_ref: decision.team,
      team_rule: decision.team ? 'component-pattern' : 'none',
      component_ref: decision.component ?? '',
      component_rule: decision.component ? 'component-pattern' : 'none',
      stage: decision.stage ?? '',
      stage_rule: 'component-pattern',
      offerings: JSON.stringify(decision.offerings ?? []),
    });
  }

  async run(run: FixtureRun): Promise<string> {
    const subjectId = run.subject ? await this.subject(run.subject) : null;
    const key = run.key ?? `run-${Math.random()}`;
    const [row] = await this.#knex('run')
      .insert({
        source_id: await this.source(run.source ?? 'lineage'),
        run_key: key,
        subject_id: subjectId,
        actor_hash: Buffer.from(run.actor ? actorHex(run.actor) : '', 'hex'),
        actor_kind: run.actorKind ?? (run.actor ? 'person' : null),
        parent_key: run.parent ?? null,
        committed_at: run.committed ?? null,
        submitted_at: run.submitted ?? null,
        started_at: run.started ?? null,
        first_result_at: run.firstResult ?? null,
        ended_at: run.ended ?? null,
        heartbeat_at: run.heartbeat ?? null,
        outcome: run.outcome ?? null,
        cause: run.cause ?? null,
        gpus: run.gpus ?? null,
        trigger: run.trigger ?? 'unknown',
        run_class: run.runClass ?? 'full',
        stage_tag: run.stageTag ?? null,
        version: run.version ?? null,
        impossible: run.impossible ?? null,
        state: {},
      })
      .returning<{ id: string }[]>('id');
    return row!.id;
  }

  async runs(runs: readonly FixtureRun[]): Promise<string[]> {
    const ids: string[] = [];
    for (const run of runs) {
      ids.push(await this.run(run));
    }
    return ids;
  }
}

/** The same run as the reference implementation takes it. */
export function toCellRun(
  run: FixtureRun,
  options: Pick<CellRun, 'id' | 'source' | 'parent' | 'hasEvaluation'>,
): CellRun {
  const date = (value: string | undefined) =>
    value === undefined ? undefined : new Date(value);
  return {
    ...options,
    subject: run.subject,
    committedAt: date(run.committed),
    cause: run.cause,
    gpus: run.gpus,
    submittedAt: date(run.submitted),
    startedAt: date(run.started),
    firstResultAt: date(run.firstResult),
    endedAt: date(run.ended),
    outcome: run.outcome,
    trigger: run.trigger ?? 'unknown',
    runClass: run.runClass ?? 'full',
    stageTag: run.stageTag,
    version: run.version,
    actorHash: run.actor ? actorHex(run.actor) : undefined,
    actorKind: run.actorKind ?? (run.actor ? 'person' : undefined),
    child: run.parent !== undefined,
    impossible: run.impossible !== undefined,
  };
}

export function toCellDecision(decision: FixtureDecision): CellDecision {
  return {
    subject: decision.subject,
    validFrom: new Date(decision.from ?? 0),
    validTo: decision.to ? new Date(decision.to) : undefined,
    team: decision.team,
    stage: decision.stage ?? '',
  };
}
