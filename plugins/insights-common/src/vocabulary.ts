/** How a run ended. `skipped` is a cache hit and in no denominator; `lost` ended without saying so. */
export const OUTCOMES = [
  'succeeded',
  'failed',
  'cancelled',
  'skipped',
  'lost',
] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** Whose failure it was; `unknown` is its own share and is never counted against anybody. */
export const CAUSES = ['user', 'system', 'unknown'] as const;
export type Cause = (typeof CAUSES)[number];

/** The highest number an attempt at a run may have. */
export const MOST_ATTEMPTS = 1000;

/** What closed a run. Closed by heartbeat or reaper means `lost`. */
export const CLOSED_BY = ['event', 'heartbeat', 'reaper'] as const;
export type ClosedBy = (typeof CLOSED_BY)[number];

/** What set a run off, as the source said it; never guessed to be human. */
export const TRIGGERS = ['human', 'scheduled', 'ci', 'unknown'] as const;
export type Trigger = (typeof TRIGGERS)[number];

/** From an explicit tag or what is known at submission; never from how long the run took. */
export const RUN_CLASSES = ['debug', 'full', 'sweep', 'evaluation'] as const;
export type RunClass = (typeof RUN_CLASSES)[number];

/** What an actor turned out to be. Only `person` counts towards a release floor. */
export const ACTOR_KINDS = [
  'person',
  'unresolved',
  'shared',
  'service',
] as const;
export type ActorKind = (typeof ACTOR_KINDS)[number];

/** Default steps of the ML workflow; `insights.stages` replaces the list. */
export const DEFAULT_STAGES = [
  'data',
  'labeling',
  'features',
  'training',
  'evaluation',
  'simulation',
  'deployment',
  'monitoring',
] as const;

/** The stage of a run nobody named one for; its share is shown. */
export const UNKNOWN_STAGE = 'unknown';

/** Kinds of source; an offering's telemetry matcher names a kind or a configured source. */
export const SOURCE_KINDS = [
  'openlineage',
  'cloudevents',
  'cdevents',
  'mlflow',
  'slurm',
  'file',
] as const;
export type SourceKind = (typeof SOURCE_KINDS)[number];

/** The rules of attribution, in the order in which they are tried. */
export const ATTRIBUTION_RULES = [
  'explicit',
  'component-pattern',
  'portal-pattern',
  'actor-membership',
  'offering-telemetry',
  'none',
] as const;
export type AttributionRule = (typeof ATTRIBUTION_RULES)[number];

/** People are shown in bands, never as an exact number. */
export const PEOPLE_BANDS = ['5-9', '10-19', '20-49', '50+'] as const;
export type PeopleBand = (typeof PEOPLE_BANDS)[number];
