export { LoadingState, type LoadingStateProps } from './LoadingState';
export { EmptyState, type EmptyStateProps } from './EmptyState';
export { ErrorState, type ErrorStateProps } from './ErrorState';
export { ForbiddenNote, type ForbiddenNoteProps } from './ForbiddenNote';
export {
  HiddenValue,
  NotAvailable,
  NotEnoughData,
  StaleNote,
  TooLittleSeen,
  type NotEnoughDataProps,
  type NoteProps,
  type StaleNoteProps,
  type TooLittleSeenProps,
} from './notes';
export {
  SimulatedDataBanner,
  type SimulatedDataBannerProps,
} from './SimulatedDataBanner';
export { messageOf } from './errorMessage';
