export { GroupInsights } from './GroupInsights';
