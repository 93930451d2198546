export { DataTable, type DataColumn, type DataTableProps } from './DataTable';
export {
  nextSort,
  sortRows,
  type SortDirection,
  type SortValue,
  type TableSort,
} from './sortRows';
