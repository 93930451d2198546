export { insightsPlugin as default } from './plugin';
export { insightsApiRef, type InsightsApi } from './api/InsightsApi';
