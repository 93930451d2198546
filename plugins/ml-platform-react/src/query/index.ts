export { QueryProvider } from './QueryProvider';
