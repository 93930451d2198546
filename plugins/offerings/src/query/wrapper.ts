export { QueryProvider as component } from '@mli/plugin-ml-platform-react';
