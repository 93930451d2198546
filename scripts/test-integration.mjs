/**
 * `npm run test:integration`: our back end against what others really send and answer, with their own software: an
 * MLflow server and client, the OpenLineage client, the CloudEvents SDK, and a fuzzer that reads our OpenAPI documents.
 * Needs Python 3.10 or later with pip and venv; says so and skips where they are missing. `-- --only
 * lineage,fuzz` runs parts: mlflow, lineage, cloudevents, fuzz.
 */
import { preparePython } from './integration/python.mjs';
import { Stage } from './integration/stage.mjs';
import { testCloudEvents } from './integration/testCloudEvents.mjs';
import { testFuzzing } from './integration/testFuzzing.mjs';
import { testLineage } from './integration/testLineage.mjs';
import { startMlflow, testMlflow } from './integration/testMlflow.mjs';

const only = process.argv.includes('--only')
  ? process.argv[process.argv.indexOf('--only') + 1]?.split(',')
  : undefined;
const runs = part => only === undefined || only.includes(part);
const stage = new Stage();

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.once(signal, () => stage.end().finally(() => process.exit(130)));
}

process.exitCode = await main()
  .catch(error => {
    console.error(error.message ?? error);
    return 1;
  })
  .finally(() => stage.end());

async function main() {
  const python = await preparePython();
  if (!python) return 0;
  const tracker = runs('mlflow') ? await startMlflow(stage, python) : undefined;
  const portal = await stage.startPortal(tracker && { mlflow: tracker.config });
  if (tracker) await testMlflow(stage, python, { portal, tracker });
  if (runs('lineage')) await testLineage(stage, python, portal);
  if (runs('cloudevents')) await testCloudEvents(stage, python, portal);
  if (runs('fuzz')) await testFuzzing(stage, python, portal);
  const { problems } = stage;
  if (problems.length > 0) {
    console.error(`\n${problems.length} problems:\n${problems.join('\n')}`);
    return 1;
  }
  console.log('\nEverything is as the other side says.');
  return 0;
}
