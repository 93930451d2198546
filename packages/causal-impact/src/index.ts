export type { Answer, Refusal, RefusalReason } from './answer';
export { toPanel, isBalanced } from './panel';
export type { Observation, Panel, PanelInput } from './panel';
export {
  adoptersOnlyPValue,
  DEFAULT_EFFECT_OPTIONS,
  DEFAULT_EVENT_STUDY,
  estimateEffect,
  eventStudy,
  placeboEffect,
} from './effect';
export type {
  Effect,
  EffectInput,
  EffectOptions,
  EventStudyOptions,
  EventStudyPoint,
} from './effect';
export type { Grid } from './imputation/imputation';
export { NEVER } from './imputation/windows';
export type { Slot } from './imputation/windows';
export type { Interval } from './permutation/inference';
export { Random } from './permutation/random';
export {
  DEFAULT_GROUP_TIME_OPTIONS,
  groupTimeEffects,
} from './callaway-santanna/groupTimeEffects';
export type {
  GroupTimeEffect,
  GroupTimeEffects,
  GroupTimeOptions,
} from './callaway-santanna/groupTimeEffects';
export { aggregate } from './callaway-santanna/aggregate';
export type {
  AggregatedEffect,
  AggregatedEffects,
  Aggregation,
} from './callaway-santanna/aggregate';
export { preTest } from './callaway-santanna/preTest';
export type { PreTest } from './callaway-santanna/preTest';
export type { Estimator } from './callaway-santanna/twoPeriod';
export { decompose } from './bacon';
export type { BaconDecomposition, Comparison, ComparisonKind } from './bacon';
