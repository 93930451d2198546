export { Annotations } from './Annotations';
export { AnnotationsPage } from './AnnotationsPage';
