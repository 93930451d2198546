export { parseTimeLimit } from '@mli/plugin-insights-common';
