/** `npm run bench NAME -- --json`: runs bench/NAME and prints what it measured; with --json one object as the last line. */
import { runNamed } from '../scripts/lib/runNamed.mjs';

runNamed('bench', 'npm run bench NAME -- [--json]');
