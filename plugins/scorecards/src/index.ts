export { scorecardsPlugin as default } from './plugin';
export { scorecardsApiRef, type ScorecardsApi } from './api/ScorecardsApi';
