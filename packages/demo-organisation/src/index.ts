export * from './activity/generateActivity';
export { DEMO_SOURCES } from './activity/RunPlan';
export type { DemoSource, SourcedRunRecord } from './activity/RunPlan';
export * from './activity/published';
export {
  ADOPTION_HISTORIES,
  uptakeIn,
  WEEKS_OF_TRIAL,
} from './adoption/history';
export type { AdoptionHistory, HistoryKind, Uptake } from './adoption/history';
export { DECLARATION_DIFFERENCES, ONLY_DECLARED } from './adoption/plan';
export * from './adoption/planted';
export * from './lineage/recentLineage';
export * from './organisation/demoOrganisation';
