import fs from 'node:fs';
import { Command } from 'commander';
import { type Document, parseAllDocuments, stringify } from 'yaml';
import {
  compileScorecard,
  type DryRunResponse,
} from '@mli/plugin-scorecards-common';
import { ConnectionOptions, PortalClient, withConnection } from '../client';
import { RefusedError, UsageError } from '../errors';
import { importTechInsights } from '../importing/techInsightsChecks';
import { printJson, printTable } from '../output';

interface DryRunOptions extends ConnectionOptions {
  entity?: string[];
  json?: boolean;
}

export function addScorecardsCommand(program: Command) {
  const group = program
    .command('scorecards')
    .description('validate or dry-run the definition of a scorecard');
  group
    .command('validate')
    .description(
      'check definitions without a portal: every fault with its path',
    )
    .argument('<file>', 'YAML with one or more Scorecards')
    .action(validate);
  withConnection(
    group
      .command('dry-run')
      .description(
        'evaluate a definition over the facts of a portal, storing nothing',
      )
      .argument('<file>', 'YAML with one Scorecard')
      .option('--entity <ref...>', 'only these entities')
      .option('--json', 'print the answer as JSON'),
  ).action(dryRun);
  group
    .command('import-tech-insights')
    .description(
      'translate checks of tech-insights (YAML or JSON) into a Scorecard; what has no counterpart is listed',
    )
    .argument(
      '<file>',
      'app-config with techInsights.factChecker.checks, or a list of checks',
    )
    .requiredOption(
      '--owner <group>',
      'owner of the scorecard, such as group:ml-platform',
    )
    .option('--name <name>', 'name of the scorecard', 'tech-insights')
    .action(importChecks);
}

interface ImportChecksOptions {
  owner: string;
  name: string;
}

/** The definition goes to standard output, so that it can be redirected; faults go beside it. */
function importChecks(file: string, options: ImportChecksOptions) {
  const imported = importTechInsights(readDocuments(file)[0], options);
  if (!imported) {
    throw new UsageError(`${file} has no checks of tech-insights.`);
  }
  for (const { path, message } of imported.faults) {
    process.stderr.write(`${file}: ${path || '(top)'}: ${message}\n`);
  }
  process.stdout.write(stringify(imported.document));
  if (imported.faults.length > 0) {
    throw new RefusedError(
      `${imported.checks} checks were translated; ${imported.faults.length} things could not be.`,
    );
  }
}

function validate(file: string) {
  const documents = readDocuments(file);
  const faults = documents.flatMap((document, index) =>
    compileScorecard(document).faults.map(({ path, message }) => ({
      index,
      path,
      message,
    })),
  );
  for (const { index, path, message } of faults) {
    const where = documents.length > 1 ? `document ${index + 1}, ` : '';
    process.stderr.write(`${file}: ${where}${path || '(top)'}: ${message}\n`);
  }
  if (faults.length > 0) {
    throw new RefusedError(
      `${faults.length} ${faults.length === 1 ? 'fault' : 'faults'} in ${file}.`,
    );
  }
  process.stdout.write(
    `${file}: ${documents.length} ${documents.length === 1 ? 'scorecard' : 'scorecards'}, no faults.\n`,
  );
}

async function dryRun(file: string, options: DryRunOptions) {
  const documents = readDocuments(file);
  if (documents.length !== 1) {
    throw new UsageError(
      `${file} has ${documents.length} documents; a dry run takes one.`,
    );
  }
  const answer: DryRunResponse = await new PortalClient(options).post(
    '/api/scorecards/dry-run',
    JSON.stringify({ definition: documents[0], entities: options.entity }),
  );
  if (options.json) {
    printJson(answer);
    return;
  }
  printTable(
    ['entity', 'check', 'state', 'reason'],
    answer.items.map(({ entity, check, state, reason }) => [
      entity,
      check,
      state,
      reason,
    ]),
  );
}

function readDocuments(file: string): unknown[] {
  let text: string;
  try {
    text = fs.readFileSync(file, 'utf8');
  } catch {
    throw new UsageError(`The file ${file} cannot be read.`);
  }
  const documents: Document.Parsed[] = [...parseAllDocuments(text)];
  const [broken] = documents.flatMap(document => document.errors);
  if (broken) {
    throw new RefusedError(`${file} is not YAML: ${broken.message}`);
  }
  const written = documents.flatMap(document => {
    try {
      return [document.toJS() as unknown];
    } catch (error) {
      // an alias that expands without end is stopped by the library's own limit
      throw new RefusedError(
        `${file} cannot be used: ${error instanceof Error ? error.message : error}`,
      );
    }
  });
  const said = written.filter(value => value !== null && value !== undefined);
  if (said.length === 0) {
    throw new RefusedError(`${file} is empty.`);
  }
  return said;
}
