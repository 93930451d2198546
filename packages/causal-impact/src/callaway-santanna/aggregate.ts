import { answer, Answer, refuse } from '../answer';
import {
  GroupTimeEffect,
  GroupTimeEffects,
  standardErrorOf,
} from './groupTimeEffects';

export type Aggregation = 'simple' | 'group' | 'dynamic' | 'calendar';

export interface AggregatedEffect {
  readonly att: number;
  readonly standardError: number | undefined;
  readonly influence: Float64Array;
}

export interface AggregatedEffects {
  readonly overall: AggregatedEffect;
  /** By group, event time (period - group) or period; empty for `simple`. */
  readonly by: readonly (AggregatedEffect & { readonly at: number })[];
}

/**
 * Summaries of ATT(g, t): Callaway and Sant'Anna (2021), section 3, with influence functions that account for the
 * estimated shares of the groups.
 */
export function aggregate(
  estimated: GroupTimeEffects,
  kind: Aggregation,
): Answer<AggregatedEffects> {
  const post = estimated.effects.filter(({ group, period }) => period >= group);
  if (post.length === 0) {
    return refuse(
      'no-usable-cells',
      'No cell after the treatment could be estimated.',
    );
  }
  switch (kind) {
    case 'simple':
      return answer({ overall: weightedByShares(post, estimated), by: [] });
    case 'group':
      return answer(byGroup(post, estimated));
    case 'dynamic':
      return byKey(
        estimated.effects,
        ({ period, group }) => period - group,
        at => at >= 0,
        estimated,
      );
    default:
      return byKey(
        post,
        ({ period }) => period,
        () => true,
        estimated,
      );
  }
}

function byGroup(
  post: readonly GroupTimeEffect[],
  estimated: GroupTimeEffects,
): AggregatedEffects {
  const groups = [...new Set(post.map(({ group }) => group))];
  const by = groups.map(group => ({
    at: group,
    ...average(post.filter(effect => effect.group === group)),
  }));
  const overall = weightedByShares(
    by.map(effect => ({ ...effect, group: effect.at })),
    estimated,
  );
  return { overall, by };
}

function byKey(
  effects: readonly GroupTimeEffect[],
  keyOf: (effect: GroupTimeEffect) => number,
  inOverall: (at: number) => boolean,
  estimated: GroupTimeEffects,
): Answer<AggregatedEffects> {
  const keys = [...new Set(effects.map(keyOf))].sort((a, b) => a - b);
  const by = keys.map(at => ({
    at,
    ...weightedByShares(
      effects.filter(effect => keyOf(effect) === at),
      estimated,
    ),
  }));
  const counted = by.filter(({ at }) => inOverall(at));
  if (counted.length === 0) {
    return refuse('no-usable-cells', 'No period after the treatment is left.');
  }
  return answer({ overall: average(counted), by });
}

interface Effect {
  readonly att: number;
  readonly influence: Float64Array;
}

function average(effects: readonly Effect[]): AggregatedEffect {
  return combine(
    effects,
    effects.map(() => 1 / effects.length),
  );
}

function combine(
  effects: readonly Effect[],
  weights: readonly number[],
): AggregatedEffect {
  const influence = new Float64Array(effects[0]?.influence.length ?? 0);
  let att = 0;
  effects.forEach((effect, k) => {
    const weight = weights[k] ?? 0;
    att += weight * effect.att;
    effect.influence.forEach((value, i) => {
      influence[i] = (influence[i] ?? 0) + weight * value;
    });
  });
  return { att, influence, standardError: standardErrorOf(influence) };
}

/** Weights proportional to the shares of the groups, whose own sampling enters the influence. */
function weightedByShares(
  effects: readonly (Effect & { readonly group: number })[],
  estimated: GroupTimeEffects,
): AggregatedEffect {
  const shares = effects.map(
    ({ group }) => estimated.groupShares.get(group) ?? 0,
  );
  const total = shares.reduce((sum, share) => sum + share, 0);
  const combined = combine(
    effects,
    shares.map(share => share / total),
  );
  estimated.panel.firstTreated.forEach((unitGroup, i) => {
    let own = 0;
    let common = 0;
    effects.forEach(({ group, att }, k) => {
      const deviation = (unitGroup === group ? 1 : 0) - (shares[k] ?? 0);
      own += (deviation / total) * att;
      common += deviation;
    });
    const correction = own - (common / total) * combined.att;
    combined.influence[i] = (combined.influence[i] ?? 0) + correction;
  });
  return { ...combined, standardError: standardErrorOf(combined.influence) };
}
