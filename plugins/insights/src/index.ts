export { insightsPlugin as default } from './plugin';
export { insightsApiRef, type InsightsApi } from './api/InsightsApi';
export { studiesApiRef, type StudiesApi } from './api/StudiesApi';
export {
  OfferingEffects,
  type OfferingEffectsProps,
} from './components/OfferingImpact/OfferingEffects';
