export { OfferingAdoption } from './OfferingAdoption';
