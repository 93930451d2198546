export { RegisterBulk } from './RegisterBulk';
