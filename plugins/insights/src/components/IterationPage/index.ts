export { IterationPage } from './IterationPage';
