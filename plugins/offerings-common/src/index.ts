export * from './kinds';
export * from './relations';
export * from './annotations/names';
export * from './annotations/parseListAnnotation';
export * from './annotations/parseAdopts';
export * from './offering/vocabulary';
export type { OfferingSpec, TelemetryMatcher } from './offering/schema';
export * from './offering/Offering';
export * from './offering/parseOffering';
export * from './offering/jsonSchema';
export type { DefinitionFault } from './offering/faults';
export * from './registration/vocabulary';
export * from './registration/Registration';
export * from './registration/api';
export * from './registration/bulkApi';
export * from './registration/fieldGuides';
export type {
  FieldFault,
  Validated,
  ValidationContext,
} from './registration/DraftValidation';
export * from './registration/validateRegistration';
export * from './registration/globsOverlap';
export * from './registration/findDuplicates';
export * from './registration/toComponentEntity';
export * from './registration/permissions';
export * from './registration/suggest';
export * from './directory/offeringSummary';
export * from './directory/searchOfferings';
export * from './directory/api';
