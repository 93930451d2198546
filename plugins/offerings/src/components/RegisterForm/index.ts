export { NewPage } from './NewPage';
export { EditPage } from './EditPage';
