import { Refusal, refuse } from '../answer';
import { isTreated, Slot } from '../imputation/windows';
import { AssignmentOptions, Assignments, assignments } from './assignments';

/** Departments in which teams adopt together, so that teams of a batch are no separate evidence. */
export interface Batching {
  /** Department of each unit. */
  readonly departments: readonly string[];
  /** Periods within which adoptions of a department count as one batch; 4 weeks. */
  readonly width: number;
}

export interface Batch {
  readonly department: string;
  /** Units, in their order in the panel. */
  readonly members: readonly number[];
  readonly adopts: boolean;
}

/** Adopting batches that a study needs to permute them. */
export const LEAST_BATCHES = 6;

/**
 * Units of one department that adopted in the same `width` periods, counted from the start of the panel; those of a
 * department that never did are a batch as well.
 */
export function adoptionBatches(
  slots: readonly Slot[],
  { departments, width }: Batching,
): Batch[] {
  const batches = new Map<
    string,
    { department: string; members: number[]; adopts: boolean }
  >();
  slots.forEach((slot, i) => {
    const department = departments[i] ?? '';
    const when = Number.isFinite(slot.date) ? slot.date : slot.onset;
    const key = JSON.stringify([department, `${Math.floor(when / width)}`]);
    const batch = batches.get(key);
    if (batch) batch.members.push(i);
    else
      batches.set(key, { department, members: [i], adopts: isTreated(slot) });
  });
  return [...batches.values()];
}

export function tooFewBatches(batches: readonly Batch[]): Refusal | undefined {
  const adopting = batches.filter(({ adopts }) => adopts).length;
  return adopting >= LEAST_BATCHES
    ? undefined
    : refuse(
        'too-few-batches',
        `Adopters fall into ${adopting} batches of a department and a few weeks; ${LEAST_BATCHES} are needed to tell the offering from what else happened there.`,
      );
}

/**
 * Permutes whole batches: the slots of a batch move together to another one, and go round where that one is larger.
 * Unlike single units, batches of unequal size change how often a slot occurs.
 */
export function batchAssignments(
  slotOf: Int32Array,
  strata: readonly (readonly Batch[])[],
  options: AssignmentOptions,
): Assignments {
  const batches = strata.flat();
  const lists = batches.map(({ members }) =>
    cycleOf(members.map(i => slotOf[i]!)),
  );
  const keys = lists.map(list => list.join());
  const distinct = [...new Set(keys)];
  const labels = Int32Array.from(keys, key => distinct.indexOf(key));
  const listOf = distinct.map(key => lists[keys.indexOf(key)]!);
  let next = 0;
  const positions = strata.map(stratum => stratum.map(() => next++));
  const drawn = assignments(labels, positions, options);
  return {
    ...drawn,
    draws: drawn.draws.map(draw => {
      const slots = new Int32Array(slotOf.length);
      batches.forEach(({ members }, b) => {
        const list = listOf[draw[b]!]!;
        members.forEach((i, k) => {
          slots[i] = list[k % list.length]!;
        });
      });
      return slots;
    }),
  };
}

/** Equal slots are one slot, whatever the size of the batch. */
function cycleOf(slots: readonly number[]): readonly number[] {
  return slots.every(slot => slot === slots[0]) ? slots.slice(0, 1) : slots;
}
