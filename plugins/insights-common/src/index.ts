export * from './vocabulary';
export * from './metrics';
export * from './api/metrics';
export * from './api/adoption';
export * from './api/ingest';
export * from './permissions';
