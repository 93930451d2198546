export { catalogModuleOfferings as default } from './module';
