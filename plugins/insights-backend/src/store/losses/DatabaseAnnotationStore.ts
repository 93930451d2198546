import { AnnotationState } from '@mli/plugin-insights-common';
import { Knex } from 'knex';
import { rowsOf } from '../rows';

export interface StoredAnnotation {
  readonly id: string;
  readonly kind: 'context' | 'dispute';
  readonly reason: string;
  readonly text: string;
  readonly unit?: string;
  readonly metric?: string;
  readonly stage?: string;
  readonly offering?: string;
  readonly from: string;
  readonly to: string;
  readonly owner: string;
  readonly state: AnnotationState;
  readonly createdBy: string;
  readonly createdAt: Date;
  readonly withdrawnAt?: Date;
  readonly history: readonly {
    readonly action: string;
    readonly answer: string;
    readonly by: string;
    readonly at: string;
  }[];
}

export type AnnotationDraft = Omit<
  StoredAnnotation,
  'id' | 'createdAt' | 'withdrawnAt' | 'history'
>;

export interface AnnotationFilter {
  readonly id?: string;
  /** Absent: of all units. */
  readonly units?: readonly string[];
  /** Overlapping [from, to). */
  readonly from?: string;
  readonly to?: string;
  readonly owners?: readonly string[];
  readonly withWithdrawn: boolean;
}

export class DatabaseAnnotationStore {
  readonly #knex: Knex;

  static create(knex: Knex): DatabaseAnnotationStore {
    return new DatabaseAnnotationStore(knex);
  }

  private constructor(knex: Knex) {
    this.#knex = knex;
  }

  async add(draft: AnnotationDraft): Promise<string> {
    return await this.#knex.transaction(async tx => {
      const [row] = await tx('annotation')
        .insert({
          kind: draft.kind,
          reason: draft.reason,
          text: draft.text,
          unit_ref: draft.unit ?? null,
          metric: draft.metric ?? null,
          stage: draft.stage ?? null,
          offering_ref: draft.offering ?? null,
          from_day: draft.from,
          to_day: draft.to,
          owner_ref: draft.owner,
          state: draft.state,
          created_by: draft.createdBy,
        })
        .returning<{ id: string }[]>('id');
      const id = String(row?.id);
      await writeEvent(tx, { id, action: 'created', by: draft.createdBy });
      return id;
    });
  }

  async change(change: {
    readonly id: string;
    readonly action: AnnotationState | 'withdrawn' | 'restored';
    readonly by: string;
    readonly answer?: string;
  }): Promise<void> {
    const { id, action } = change;
    await this.#knex.transaction(async tx => {
      const update =
        action === 'withdrawn' || action === 'restored'
          ? { withdrawn_at: action === 'withdrawn' ? tx.fn.now() : null }
          : { state: action };
      await tx('annotation').where({ id }).update(update);
      await writeEvent(tx, change);
    });
  }

  async list(filter: AnnotationFilter): Promise<StoredAnnotation[]> {
    const { id, units, from, to, owners, withWithdrawn } = filter;
    const rows = await rowsOf<DbAnnotationRow>(
      this.#knex,
      `
      select a.id::text, a.kind, a.reason, a.text, a.unit_ref, a.metric, a.stage, a.offering_ref,
        a.from_day::text, a.to_day::text, a.owner_ref, a.state, a.created_by, a.created_at, a.withdrawn_at,
        (
          select jsonb_agg(jsonb_build_object('action', e.action, 'answer', e.answer, 'by', e.by_ref, 'at', e.at)
            order by e.id)
          from annotation_event e where e.annotation_id = a.id
        ) as history
      from annotation a
      where (cast(? as bigint) is null or a.id = cast(? as bigint))
        and (cast(? as text[]) is null or a.unit_ref is null or a.unit_ref = any(cast(? as text[])))
        and (cast(? as text[]) is null or a.owner_ref = any(cast(? as text[])))
        and (cast(? as date) is null or a.to_day > cast(? as date))
        and (cast(? as date) is null or a.from_day < cast(? as date))
        and (cast(? as boolean) or a.withdrawn_at is null)
      order by a.from_day desc, a.id desc
      limit 500
      `,
      [
        ...twice(id ?? null),
        ...twice(units ?? null),
        ...twice(owners ?? null),
        ...twice(from ?? null),
        ...twice(to ?? null),
        withWithdrawn,
      ],
    );
    return rows.map(fromDbAnnotation);
  }
}

function twice<T>(value: T): [T, T] {
  return [value, value];
}

async function writeEvent(
  tx: Knex,
  event: { id: string; action: string; by: string; answer?: string },
): Promise<void> {
  await tx('annotation_event').insert({
    annotation_id: event.id,
    action: event.action,
    answer: event.answer ?? '',
    by_ref: event.by,
  });
}

interface DbAnnotationRow {
  id: string;
  kind: StoredAnnotation['kind'];
  reason: string;
  text: string;
  unit_ref: string | null;
  metric: string | null;
  stage: string | null;
  offering_ref: string | null;
  from_day: string;
  to_day: string;
  owner_ref: string;
  state: AnnotationState;
  created_by: string;
  created_at: Date;
  withdrawn_at: Date | null;
  history: StoredAnnotation['history'] | null;
}

function fromDbAnnotation(row: DbAnnotationRow): StoredAnnotation {
  return {
    id: row.id,
    kind: row.kind,
    reason: row.reason,
    text: row.text,
    unit: row.unit_ref ?? undefined,
    metric: row.metric ?? undefined,
    stage: row.stage ?? undefined,
    offering: row.offering_ref ?? undefined,
    from: row.from_day,
    to: row.to_day,
    owner: row.owner_ref,
    state: row.state,
    createdBy: row.created_by,
    createdAt: row.created_at,
    withdrawnAt: row.withdrawn_at ?? undefined,
    history: row.history ?? [],
  };
}
