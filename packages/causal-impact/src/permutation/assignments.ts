import { Random } from './random';

/**
 * Ways to hand the same slots out again: position i of an assignment is the slot (an index into the distinct slots) of
 * unit i. Slots move within strata only.
 */
export interface Assignments {
  /** Number of distinct assignments, the actual one included; may be Infinity. */
  readonly distinct: number;
  /** All distinct assignments were listed (the actual one among them), or a sample of others was drawn. */
  readonly enumerated: boolean;
  readonly draws: readonly Int32Array[];
}

export interface AssignmentOptions {
  /** Up to so many distinct assignments are enumerated. */
  readonly enumerateUpTo: number;
  readonly sample: number;
  readonly seed: number;
}

export function assignments(
  slotOf: Int32Array,
  strata: readonly (readonly number[])[],
  options: AssignmentOptions,
): Assignments {
  const distinct = strata.reduce(
    (product, members) => product * arrangements(slotOf, members),
    1,
  );
  if (distinct <= options.enumerateUpTo) {
    return { distinct, enumerated: true, draws: enumerate(slotOf, strata) };
  }
  const random = new Random(options.seed);
  const draws = Array.from({ length: options.sample }, () => {
    const draw = Int32Array.from(slotOf);
    for (const members of strata) {
      const slots = Int32Array.from(members, i => slotOf[i]!);
      random.shuffle(slots);
      members.forEach((i, k) => {
        draw[i] = slots[k]!;
      });
    }
    return draw;
  });
  return { distinct, enumerated: false, draws };
}

/** n! / (m1! m2! ...): orders of the slots of a stratum that can be told apart. */
function arrangements(slotOf: Int32Array, members: readonly number[]): number {
  const counts = new Map<number, number>();
  let result = 1;
  members.forEach((i, k) => {
    const count = (counts.get(slotOf[i]!) ?? 0) + 1;
    counts.set(slotOf[i]!, count);
    result = (result * (k + 1)) / count;
  });
  return Math.round(result);
}

function enumerate(
  slotOf: Int32Array,
  strata: readonly (readonly number[])[],
): Int32Array[] {
  let draws = [Int32Array.from(slotOf)];
  for (const members of strata) {
    const orders = distinctOrders(members.map(i => slotOf[i]!));
    draws = draws.flatMap(draw =>
      orders.map(order => {
        const next = Int32Array.from(draw);
        members.forEach((i, k) => {
          next[i] = order[k]!;
        });
        return next;
      }),
    );
  }
  return draws;
}

function distinctOrders(slots: readonly number[]): number[][] {
  if (slots.length === 0) return [[]];
  return [...new Set(slots)].flatMap(first => {
    const rest = [...slots];
    rest.splice(rest.indexOf(first), 1);
    return distinctOrders(rest).map(order => [first, ...order]);
  });
}
