import fs from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { Command } from 'commander';
import type { BulkRequest, BulkResponse } from '@mli/plugin-offerings-common';
import {
  ConnectionOptions,
  PortalClient,
  RetryLaterError,
  withConnection,
} from '../client';
import { RefusedError, UsageError } from '../errors';
import { printJson, printTable } from '../output';

interface RegisterOptions extends ConnectionOptions {
  acceptDuplicates?: boolean;
  batch?: string;
  change?: boolean;
  dryRun?: boolean;
  json?: boolean;
  owner?: string;
}

const TRIES = 5;

export function addRegisterCommand(program: Command) {
  const command = program
    .command('register')
    .description(
      'register the components of a CSV or YAML file; safe to repeat, goes on where it was',
    )
    .argument('<file>', 'CSV with a heading, or YAML')
    .option('--dry-run', 'say what would become of every row, save nothing')
    .option('--owner <team>', 'the team of rows that name none')
    .option('--change', 'change what is registered already and differs')
    .option('--accept-duplicates', 'overlapping patterns are meant so')
    .option(
      '--batch <name>',
      'rows done under this name are not done again; default: the content',
    )
    .option('--json', 'print the answer as JSON');
  withConnection(command).action(register);
}

async function register(file: string, options: RegisterOptions) {
  const request: BulkRequest = {
    content: readFile(file),
    format: formatOf(file),
    dryRun: options.dryRun === true,
    owner: options.owner,
    batch: options.batch,
    onExisting: options.change ? 'change' : 'refuse',
    acceptDuplicates: options.acceptDuplicates,
  };
  const answer = await sendPatiently(new PortalClient(options), request);
  if (options.json) {
    printJson(answer);
  } else {
    printTable(
      ['row', 'line', 'name', 'fate', 'why'],
      answer.rows.map(({ row, line, name, fate, message }) => [
        row,
        line,
        name,
        fate,
        oneLine(message),
      ]),
    );
    process.stdout.write(`${summaryOf(answer)}\n`);
  }
  const { refused } = answer.counts;
  if (refused > 0) {
    throw new RefusedError(
      `${refused} of ${answer.rows.length} ${answer.rows.length === 1 ? 'row' : 'rows'} refused.`,
    );
  }
}

/** A portal that goes away in the middle is asked again: rows that are done are not done twice. */
async function sendPatiently(
  client: PortalClient,
  request: BulkRequest,
): Promise<BulkResponse> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await client.post(
        '/api/offerings/registrations/bulk',
        JSON.stringify(request),
      );
    } catch (error) {
      if (!(error instanceof RetryLaterError) || attempt === TRIES) {
        throw error;
      }
      await setTimeout(1_000 * (error.retryAfterSeconds ?? attempt));
    }
  }
}

function readFile(file: string): string {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch {
    throw new UsageError(`The file ${file} cannot be read.`);
  }
}

function formatOf(file: string): BulkRequest['format'] {
  if (/\.(?:csv|tsv)$/i.test(file)) return 'csv';
  if (/\.ya?ml$/i.test(file)) return 'yaml';
  throw new UsageError(
    `${file} is neither CSV nor YAML by its name. Call it .csv, .tsv, .yaml or .yml.`,
  );
}

/** What was typed by others must not steer the terminal. */
function oneLine(text: string): string {
  return text.replaceAll(/\p{Cc}+/gu, ' ');
}

function summaryOf({ counts, dryRun, rows }: BulkResponse): string {
  const parts = Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([fate, count]) => `${count} ${fate}`);
  return `${dryRun ? 'Dry run, nothing saved: ' : ''}${rows.length} ${rows.length === 1 ? 'row' : 'rows'}: ${parts.join(', ')}`;
}
