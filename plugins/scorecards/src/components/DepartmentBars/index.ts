export { DepartmentBars } from './DepartmentBars';
