export { insightsPlugin as default } from './plugin';
