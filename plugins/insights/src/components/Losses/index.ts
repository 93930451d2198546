export { LargestLosses } from './LargestLosses';
export { WhereWeeksGo } from './WhereWeeksGo';
export { WeeksPage } from './WeeksPage';
