export * from './localTime';
export * from './sacctRow';
export * from './SacctReader';
export * from './timeLimit';
