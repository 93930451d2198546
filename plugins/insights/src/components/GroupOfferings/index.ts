export { GroupOfferings } from './GroupOfferings';
