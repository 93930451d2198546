import { answer, Answer } from '../answer';
import type { EffectInput, EffectOptions } from '../effectInput';
import { isTreated, Slot } from '../imputation/windows';
import { Assignments, assignments } from './assignments';
import {
  Batch,
  batchAssignments,
  adoptionBatches,
  tooFewBatches,
} from './batches';

/** The orders of adoption that the actual one is compared with. */
export interface Plan extends Assignments {
  readonly distinctSlots: readonly Slot[];
  /** Slot of each unit in the actual assignment, as an index into the distinct ones. */
  readonly slotOf: Int32Array;
  /** Every draw has each slot as often as the actual assignment. */
  readonly keepsCounts: boolean;
}

/** `adopters`: dates move among adopters only, so that who adopted stays as it was. */
export function planOf(
  input: EffectInput,
  settings: EffectOptions,
  among: 'all' | 'adopters' = 'all',
): Answer<Plan> {
  const { slots, batching } = input;
  const keys = slots.map(({ onset, date }) => `${onset}/${date}`);
  const distinct = [...new Set(keys)];
  const slotOf = Int32Array.from(keys, key => distinct.indexOf(key));
  const distinctSlots = distinct.map(key => slots[keys.indexOf(key)]!);
  const stratumOf = (i: number) => {
    const stratum = batching ? '' : (input.strata?.[i] ?? '');
    if (among === 'all') return stratum;
    return `${isTreated(slots[i]!) ? 'adopter' : 'never'} ${stratum}`;
  };
  const options = {
    enumerateUpTo: settings.enumerateUpTo,
    sample: settings.draws,
    seed: settings.seed,
  };
  if (!batching) {
    const strata = grouped(
      slots.map((_, i) => i),
      stratumOf,
    );
    const listed = assignments(slotOf, strata, options);
    return answer({ ...listed, distinctSlots, slotOf, keepsCounts: true });
  }
  const batches = adoptionBatches(slots, batching);
  const few = tooFewBatches(batches);
  if (few) return few;
  const strata = grouped(batches, ({ members }: Batch) =>
    stratumOf(members[0]!),
  );
  const listed = batchAssignments(slotOf, strata, options);
  return answer({ ...listed, distinctSlots, slotOf, keepsCounts: false });
}

function grouped<T>(items: readonly T[], keyOf: (item: T) => string): T[][] {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return [...groups.values()];
}
