export type { Answer, Refusal, RefusalReason } from './answer';
export { completeUnits, isBalanced, toPanel } from './panel';
export type { Observation, Panel, PanelInput } from './panel';
export {
  adoptersOnlyPValue,
  estimateEffect,
  intentionToTreatEffect,
  placeboEffect,
} from './effect';
export type { Effect } from './effect';
export { DEFAULT_EFFECT_OPTIONS } from './effectInput';
export type { EffectInput, EffectOptions } from './effectInput';
export { DEFAULT_EVENT_STUDY, eventStudy } from './eventStudy';
export type { EventStudyOptions, EventStudyPoint } from './eventStudy';
export type { Grid } from './imputation/imputation';
export { fromOnset, NEVER } from './imputation/windows';
export type { Slot } from './imputation/windows';
export type { Interval } from './permutation/inference';
export { adoptionBatches, LEAST_BATCHES } from './permutation/batches';
export type { Batch, Batching } from './permutation/batches';
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
export {
  DEFAULT_BOOTSTRAP_OPTIONS,
  simultaneousBands,
} from './callaway-santanna/multiplierBootstrap';
export type {
  Band,
  BootstrapOptions,
  Influenced,
  SimultaneousBands,
} from './callaway-santanna/multiplierBootstrap';
export { sunAbraham } from './sun-abraham/sunAbraham';
export type { SunAbrahamOptions } from './sun-abraham/sunAbraham';
export {
  DEFAULT_SYNTHETIC_OPTIONS,
  syntheticEffect,
} from './synthetic/syntheticEffect';
export type {
  SyntheticCohort,
  SyntheticEffect,
  SyntheticOptions,
} from './synthetic/syntheticEffect';
export type { BlockEstimate, SyntheticMethod } from './synthetic/block';
export {
  DEFAULT_PLACEBO_OPTIONS,
  syntheticPlacebo,
} from './synthetic/syntheticPlacebo';
export type {
  PlaceboOptions,
  SyntheticPlacebo,
} from './synthetic/syntheticPlacebo';
export { decompose } from './bacon';
export type { BaconDecomposition, Comparison, ComparisonKind } from './bacon';
