import type { Blocks, BlockSlot } from './blocks';

/**
 * Mean of ATT(g, t) over the treated blocks that count, each weighted by the size of its group: the change of the
 * group's mean from its base to t, less that of the units not yet treated at t. Only units observed in both blocks
 * enter a cell. Undefined where there is no cell.
 */
export function groupTimeMean(
  { units, count }: Blocks,
  values: Float64Array,
  slots: readonly BlockSlot[],
): number | undefined {
  const groups = new Map<string, number[]>();
  slots.forEach(({ group, from }, i) => {
    if (group < 1 || group >= count || from >= count) return;
    const key = `${group}/${from}`;
    const members = groups.get(key);
    if (members) members.push(i);
    else groups.set(key, [i]);
  });
  let sum = 0;
  let weights = 0;
  for (const members of groups.values()) {
    const { group, from, to } = slots[members[0]!]!;
    const base = group - 1;
    for (let b = from; b < Math.min(to, count); b += 1) {
      let own = 0;
      let seen = 0;
      for (const i of members) {
        const change = values[i * count + b]! - values[i * count + base]!;
        if (Number.isNaN(change)) continue;
        own += change;
        seen += 1;
      }
      let others = 0;
      let controls = 0;
      for (let i = 0; i < units; i += 1) {
        if (slots[i]!.group <= b) continue;
        const change = values[i * count + b]! - values[i * count + base]!;
        if (Number.isNaN(change)) continue;
        others += change;
        controls += 1;
      }
      if (seen === 0 || controls === 0) continue;
      sum += members.length * (own / seen - others / controls);
      weights += members.length;
    }
  }
  return weights > 0 ? sum / weights : undefined;
}
