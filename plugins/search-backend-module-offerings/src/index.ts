export { searchModuleOfferings as default } from './module';
