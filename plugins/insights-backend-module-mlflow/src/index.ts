export { insightsModuleMlflow as default } from './module';
