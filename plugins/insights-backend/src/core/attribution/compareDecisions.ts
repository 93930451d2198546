import { AttributionDecision } from './types';

/**
 * - `same`: nothing to do.
 * - `note`: only what could not be followed reads differently.
 * - `extends`: everything decided before stays, something undecided was filled in. That was true all the time and
 *   nobody knew, so it holds for the past as well.
 * - `changes`: something decided before is different now. That holds from now on; the past stays as it was.
 */
export type DecisionChange = 'same' | 'note' | 'extends' | 'changes';

export function compareDecisions(
  before: AttributionDecision,
  after: AttributionDecision,
): DecisionChange {
  const fields = [
    compareField(before.team, before.teamRule, after.team, after.teamRule),
    compareField(
      before.component,
      before.componentRule,
      after.component,
      after.componentRule,
    ),
    compareField(before.stage, before.stageRule, after.stage, after.stageRule),
    compareOfferings(before, after),
  ];
  if (fields.includes('changes')) {
    return 'changes';
  }
  if (fields.includes('extends')) {
    return 'extends';
  }
  return before.note === after.note ? 'same' : 'note';
}

function compareField(
  before: string,
  beforeRule: string,
  after: string,
  afterRule: string,
): DecisionChange {
  if (before === after && beforeRule === afterRule) {
    return 'same';
  }
  return before === '' ? 'extends' : 'changes';
}

function compareOfferings(
  before: AttributionDecision,
  after: AttributionDecision,
): DecisionChange {
  const rules = new Map(
    after.offerings.map(({ offering, rule }) => [offering, rule]),
  );
  const kept = before.offerings.every(
    ({ offering, rule }) => rules.get(offering) === rule,
  );
  if (!kept) {
    return 'changes';
  }
  return rules.size === before.offerings.length ? 'same' : 'extends';
}
