export * from './format';
export * from './states';
export * from './scope';
export * from './status';
export * from './metric';
export * from './charts';
export * from './table';
export * from './layout';
