export { OfferingGraph } from './OfferingGraph';
