export type { Answer, Refusal, RefusalReason } from './answer';
export { completeUnits, isBalanced, toPanel } from './panel';
export type { Observation, Panel, PanelInput } from './panel';
export { csvRows } from './rows/csvRows';
export { panelFromRows } from './rows/panelFromRows';
export type { PanelColumns, PanelRow, RowValue } from './rows/panelFromRows';
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
export { studyEffects } from './studyEffects';
export type { StudyEffects } from './studyEffects';
export type { EventStudyOptions, EventStudyPoint } from './eventStudy';
export type { Grid } from './imputation/imputation';
export { imputedEffects } from './imputation/imputedEffects';
export type { ImputedEffects, ImputedMean } from './imputation/imputedEffects';
export { NEVER } from './imputation/windows';
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
export { secondOpinion } from './second-opinion/secondOpinion';
export type {
  SecondOpinion,
  SecondOpinionOptions,
} from './second-opinion/secondOpinion';
export { planRollout, readRolloutPlan } from './planning/rolloutPlan';
export type {
  RolloutAssignment,
  RolloutPlan,
  RolloutRequest,
  RolloutStratum,
} from './planning/rolloutPlan';
export { plannedInput } from './planning/plannedInput';
export type { PlannedPanel } from './planning/plannedInput';
export { plannedPower, weeksNeeded } from './planning/power';
export type {
  Power,
  PowerInput,
  PowerOptions,
  WeeksNeeded,
} from './planning/power';
export {
  DEFAULT_ELIGIBILITY,
  endSeries,
  ineligibility,
} from './study/eligibility';
export type {
  EligibilityRules,
  IneligibilityReason,
} from './study/eligibility';
export { falseDiscoveryRates } from './study/falseDiscovery';
export {
  logOfPercent,
  percentEffectOfLevels,
  percentEffectOfLog,
  percentOfLog,
  winsorise,
} from './study/percent';
export type { PercentEffect } from './study/percent';
export {
  findingSentence,
  SPEED_WORDS,
  verdictOf,
  WAITING_WORDS,
} from './study/sentence';
export type {
  Finding,
  OutcomeWords,
  Verdict,
  VerdictInput,
} from './study/sentence';
export { shrinkEstimates } from './study/shrinkage';
export type {
  ShrunkEstimate,
  Shrinkage,
  StudyEstimate,
} from './study/shrinkage';
export { standardiseToPreMix } from './study/standardise';
export type {
  ClassCell,
  Standardised,
  StandardiseOptions,
} from './study/standardise';
export { decompose } from './bacon';
export type { BaconDecomposition, Comparison, ComparisonKind } from './bacon';
