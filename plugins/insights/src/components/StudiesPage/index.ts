export { StudiesPage } from './StudiesPage';
