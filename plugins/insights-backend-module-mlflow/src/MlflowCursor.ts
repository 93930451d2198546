import { JsonObject } from '@backstage/types';
import { z } from 'zod';

/** A run that is looked at again: one that is open, or that started so lately that the next search meets it anyway. */
export interface WatchedRun {
  readonly experimentId: string;
  /** Of what was last handed over. */
  readonly print: string;
  readonly isOpen: boolean;
  readonly startMs: number;
}

const watchedSchema = z
  .tuple([z.string(), z.string(), z.boolean(), z.number()])
  .transform(([experimentId, print, isOpen, startMs]): WatchedRun => ({
    experimentId,
    print,
    isOpen,
    startMs,
  }));

const cursorSchema = z.object({
  version: z.literal(1),
  /** Experiments by the time up to which their runs were read. */
  read: z.array(z.tuple([z.number(), z.array(z.string())])),
  /** New experiments that are being read, and the time from which to go on. */
  first: z
    .object({
      ids: z.array(z.string()),
      fromMs: z.number(),
      beganMs: z.number(),
    })
    .optional(),
  watched: z.record(z.string(), watchedSchema),
  /** When it was last looked further back than usual. */
  lookedBackMs: z.number(),
});

/** How far a tracking server was read. */
export class MlflowCursor {
  /** Experiment -> time up to which its runs were read. */
  readonly readUpTo = new Map<string, number>();
  readonly watched = new Map<string, WatchedRun>();
  first: { ids: string[]; fromMs: number; beganMs: number } | undefined;
  lookedBackMs = 0;

  /** Begins anew where there is none, or one that this version cannot read: nothing is counted twice by that. */
  static parse(stored: JsonObject | undefined): MlflowCursor {
    const cursor = new MlflowCursor();
    const parsed = cursorSchema.safeParse(stored);
    if (parsed.success) {
      const { read, first, watched, lookedBackMs } = parsed.data;
      for (const [upTo, ids] of read) {
        for (const id of ids) {
          cursor.readUpTo.set(id, upTo);
        }
      }
      for (const [id, run] of Object.entries(watched)) {
        cursor.watched.set(id, run);
      }
      cursor.first = first;
      cursor.lookedBackMs = lookedBackMs;
    }
    return cursor;
  }

  toJson(): JsonObject {
    const groups = Map.groupBy(this.readUpTo, ([, upTo]) => upTo);
    return {
      version: 1,
      read: [...groups].map(([upTo, pairs]) => [upTo, pairs.map(([id]) => id)]),
      ...(this.first && { first: { ...this.first } }),
      watched: Object.fromEntries(
        [...this.watched].map(([id, run]) => [
          id,
          [run.experimentId, run.print, run.isOpen, run.startMs],
        ]),
      ),
      lookedBackMs: this.lookedBackMs,
    };
  }

  /** Forgets runs that ended and started before the next search begins. */
  forgetBefore(ms: number): void {
    for (const [id, run] of this.watched) {
      if (!run.isOpen && run.startMs < ms) {
        this.watched.delete(id);
      }
    }
  }
}
