/** `npm run drill NAME -- [--json] [--minutes=N]`: runs drills/NAME; with --json one object as the last line. */
import { runNamed } from '../scripts/lib/runNamed.mjs';

runNamed('drills', 'npm run drill NAME -- [--json] [--minutes=N]');
