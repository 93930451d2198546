export { OfferingImpact } from './OfferingImpact';
