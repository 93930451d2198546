export { insightsModuleSlurm as default } from './module';
