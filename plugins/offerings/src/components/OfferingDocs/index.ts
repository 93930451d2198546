export { OfferingDocs } from './OfferingDocs';
