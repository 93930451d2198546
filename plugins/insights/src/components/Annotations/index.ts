export { Annotations } from './Annotations';
export { AnnotationsPage } from './AnnotationsPage';
export { SpanAnnotation } from './SpanAnnotation';
