export {
  DURATION_UNITS,
  durationIn,
  durationUnitFor,
  formatDuration,
  formatDurationIn,
  formatExactDuration,
  type DurationUnit,
} from './duration';
export { formatCount, formatCounted, formatShare, plainSpaces } from './number';
export {
  formatDate,
  formatDayAndMonth,
  formatSince,
  formatWeek,
  formatWindow,
} from './date';
export { formatPeople } from './people';
export { entityHref, nameOfRef } from './entity';
