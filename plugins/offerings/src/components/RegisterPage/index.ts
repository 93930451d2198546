export { RegisterRouter } from './RegisterRouter';
