import { ReleaseNode, ReleasePolicy } from './types';

/**
 * Whether a node may be shown taken by itself.
 *
 * Class S: its teams have at least 5 members together. Class P: at least 5 people contributed and none of them holds
 * more than half; a component is judged so in either class. How many runs it takes for a number to mean something is not decided here: too few runs of a large
 * team are "not enough data" and give nobody away.
 */
export function passesPrimaryRule(
  node: ReleaseNode,
  people: number,
  policy: ReleasePolicy,
): boolean {
  if (people < policy.floor) {
    return false;
  }
  if (node.persons) {
    return node.persons.size >= policy.floor && nobodyHoldsMostOf(node.persons);
  }
  return policy.metricClass === 'S' || nobodyHoldsMostOf(node.contributors);
}

function nobodyHoldsMostOf(weights: ReadonlyMap<string, number>): boolean {
  let sum = 0;
  let largest = 0;
  for (const weight of weights.values()) {
    sum += weight;
    largest = Math.max(largest, weight);
  }
  return largest * 2 <= sum;
}
