export { OfferingLayout } from './OfferingLayout';
