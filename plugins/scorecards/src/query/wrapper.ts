export { QueryProvider as component } from './QueryProvider';
