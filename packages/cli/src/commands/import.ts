import fs from 'node:fs';
import path from 'node:path';
import { Command, Option } from 'commander';
import {
  runRecordSchema,
  type IngestResult,
  usageRecordSchema,
} from '@mli/plugin-insights-common';
import { ConnectionOptions, PortalClient, withConnection } from '../client';
import { RefusedError, UsageError } from '../errors';
import { importStateDirectory } from '../localToken';
import type { Batch } from '../importing/batches';
import { readMapping } from '../importing/mapping';
import { ProgressMark } from '../importing/progressMark';
import {
  FORMATS,
  Format,
  readRecords,
  ReadRecord,
  readUsageRecords,
} from '../importing/records';
import { runImport, sendPatiently, Tally } from '../importing/runImport';
import { RefusalReport } from '../importing/refusalReport';
import { ProgressDisplay } from '../progressDisplay';

interface ImportCommandOptions extends ConnectionOptions {
  format?: Format;
  source?: string;
  mapping?: string;
  timeZone?: string;
  cluster?: string;
  epoch?: string;
  dryRun?: boolean;
  restart?: boolean;
  report?: string;
  batch: string;
}

export function addImportCommand(program: Command) {
  const group = program
    .command('import')
    .description('stream history into the portal');
  const command = group
    .command('runs')
    .description(
      'import runs from a file; safe to repeat, goes on where it was',
    )
    .argument('<file>')
    .addOption(
      new Option('--format <format>', 'default: by the file name').choices([
        ...FORMATS,
      ]),
    )
    .option(
      '--source <name>',
      'source the runs come from; default: the mapping says',
    )
    .option('--mapping <file>', 'YAML that names the columns')
    .option('--time-zone <zone>', 'sacct: zone of its times', 'UTC')
    .option('--cluster <name>', 'sacct: cluster, where there are several')
    .option(
      '--epoch <time>',
      'swf: when the trace starts, where its header does not say',
    );
  withConnection(withImport(command)).action(importRuns);
  const usage = group
    .command('usage')
    .description(
      'import uses of offerings: CSV with columns id, at, offering or key, actor, team, component, quantity, or NDJSON with those keys',
    )
    .argument('<file>')
    .addOption(
      new Option('--format <format>', 'default: by the file name').choices([
        'csv',
        'ndjson',
      ]),
    )
    .requiredOption('--source <name>', 'source the uses come from');
  withConnection(withImport(usage)).action(importUsage);
}

function withImport(command: Command): Command {
  return command
    .option('--dry-run', 'read and check every row, send nothing')
    .option(
      '--restart',
      'begin at the first row, whatever an earlier import did',
    )
    .option('--report <file>', 'write every refused row there, as CSV')
    .option('--batch <rows>', 'rows a request, at most 1000', '1000');
}

async function importRuns(file: string, options: ImportCommandOptions) {
  if (!fs.existsSync(file)) throw new UsageError(`There is no file ${file}.`);
  const format = options.format ?? formatOf(file);
  const mapping = options.mapping ? readMapping(options.mapping) : undefined;
  const source = options.source ?? mapping?.source;
  if (!source) {
    throw new UsageError(
      'Which source do the runs come from? Name it with --source, or with "source:" in the mapping file.',
    );
  }
  const epochMs =
    options.epoch === undefined ? undefined : Date.parse(options.epoch);
  if (Number.isNaN(epochMs)) {
    throw new UsageError(
      `--epoch is "${options.epoch}": it must be a time such as 2024-01-01T00:00:00Z.`,
    );
  }
  const { timeZone, cluster } = options;
  const reading = { mapping, source, timeZone, cluster, epochMs };
  await stream(file, options, {
    identity: [source, format, JSON.stringify(reading)],
    records: readRecords(file, format, reading),
    send: sender(options, source, format),
    check: format === 'openlineage' ? () => undefined : checkRun,
    // Facets make OpenLineage events large.
    mostRows: format === 'openlineage' ? 500 : 1000,
  });
}

async function importUsage(file: string, options: ImportCommandOptions) {
  if (!fs.existsSync(file)) throw new UsageError(`There is no file ${file}.`);
  const format = options.format ?? formatOf(file);
  if (format !== 'csv' && format !== 'ndjson') {
    throw new UsageError('Uses are imported from csv or ndjson.');
  }
  const source = options.source ?? '';
  await stream(file, options, {
    identity: [source, 'usage', format],
    records: readUsageRecords(file, format),
    send: sendItems(options, source, '/api/insights/import/usage'),
    check: item => {
      const parsed = usageRecordSchema.safeParse(item);
      return parsed.success ? undefined : parsed.error.issues;
    },
    mostRows: 1000,
  });
}

interface Streaming {
  /** What makes an import the same as one that was interrupted, beside the file and the portal. */
  readonly identity: readonly string[];
  readonly records: AsyncIterable<ReadRecord>;
  readonly send: (batch: Batch) => Promise<IngestResult[]>;
  /** For a dry run: what is wrong with an item. */
  readonly check: (item: unknown) => Issues | undefined;
  readonly mostRows: number;
}

type Issues = readonly {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}[];

async function stream(
  file: string,
  options: ImportCommandOptions,
  { identity, records, send, check, mostRows }: Streaming,
) {
  const batchSize = Number(options.batch);
  if (!Number.isInteger(batchSize) || batchSize < 1 || batchSize > 1000) {
    throw new UsageError(
      `--batch is "${options.batch}": it must be 1 to 1000.`,
    );
  }
  const mark = options.dryRun
    ? undefined
    : progressMark(file, [...identity, options.url]);
  const skip = options.restart ? 0 : (mark?.read() ?? 0);
  const display = new ProgressDisplay(fs.statSync(file).size);
  if (skip > 0)
    display.say(`Going on after row ${skip}, where an earlier import stopped.`);
  const report = new RefusalReport(options.report);

  display.start();
  let tally: Tally;
  try {
    tally = await runImport({
      records,
      send: options.dryRun ? checkOnly(check) : send,
      mark,
      skip,
      batchSize: Math.min(batchSize, mostRows),
      inFlight: 3,
      onProgress: (sofar, bytes) => display.update(sofar.read, bytes),
      onRefusal: refusal => report.add(refusal),
    });
  } finally {
    display.stop();
    report.close();
  }
  mark?.clear();
  summarise(tally, report, options.dryRun === true, display.seconds());
  if (report.count > 0 && tally.accepted + tally.duplicate === 0) {
    throw new RefusedError('No row was taken.');
  }
}

function sender(
  options: ImportCommandOptions,
  source: string,
  format: Format,
): (batch: Batch) => Promise<IngestResult[]> {
  if (format !== 'openlineage') {
    return sendItems(options, source, '/api/insights/import/runs');
  }
  const client = connector(options);
  const route = `/api/insights/lineage?source=${encodeURIComponent(source)}`;
  return async batch =>
    await sendPatiently(
      client(),
      route,
      `[${batch.items.map(item => item.json).join(',')}]`,
    );
}

function sendItems(
  options: ImportCommandOptions,
  source: string,
  route: string,
): (batch: Batch) => Promise<IngestResult[]> {
  const client = connector(options);
  return async batch =>
    await sendPatiently(
      client(),
      route,
      `{"source":${JSON.stringify(source)},"items":[${batch.items.map(item => item.json).join(',')}]}`,
    );
}

/** Made when it is needed: a dry run needs no token. */
function connector(options: ImportCommandOptions): () => PortalClient {
  let client: PortalClient | undefined;
  return () => {
    client ??= new PortalClient(options);
    return client;
  };
}

/** What a dry run can say without the portal: whether each row is one. */
function checkOnly(check: Streaming['check']) {
  return async (batch: Batch): Promise<IngestResult[]> =>
    batch.items.map(({ json, line }) => {
      const id = String(line);
      const issues = check(JSON.parse(json));
      if (!issues) return { id, status: 'accepted' };
      const reason = issues
        .map(issue => `${issue.path.join('.') || 'row'}: ${issue.message}`)
        .join('; ');
      return { id, status: 'rejected', reason };
    });
}

function checkRun(item: unknown): Issues | undefined {
  const parsed = runRecordSchema.safeParse(item);
  return parsed.success ? undefined : parsed.error.issues;
}

function formatOf(file: string): Format {
  const extension = path.extname(file.replace(/\.gz$/i, '')).toLowerCase();
  if (extension === '.csv') return 'csv';
  if (extension === '.ndjson' || extension === '.jsonl') return 'ndjson';
  if (extension === '.swf') return 'swf';
  throw new UsageError(
    `The name ${path.basename(file)} does not say its format. Add --format ${FORMATS.join('|')}.`,
  );
}

function progressMark(file: string, identity: readonly string[]) {
  const { size, mtimeMs } = fs.statSync(file);
  return new ProgressMark(importStateDirectory(), [
    path.resolve(file),
    String(size),
    String(mtimeMs),
    ...identity,
  ]);
}

function summarise(
  tally: Tally,
  report: RefusalReport,
  dryRun: boolean,
  seconds: number,
) {
  for (const { line, status, reason } of report.shown) {
    process.stderr.write(`line ${line}: ${status}: ${reason}\n`);
  }
  if (report.count > report.shown.length) {
    process.stderr.write(
      `... and ${report.count - report.shown.length} more; --report FILE lists all.\n`,
    );
  }
  const rows = tally.accepted + tally.duplicate + report.count;
  const rate = seconds > 0 ? Math.round(rows / seconds) : rows;
  process.stdout.write(
    `${dryRun ? 'Dry run, nothing sent: ' : ''}${rows} rows: ${tally.accepted} accepted, ${tally.duplicate} already there, ${tally.quarantined} quarantined, ${tally.rejected} rejected (${seconds.toFixed(1)} s, ${rate} rows/s)\n`,
  );
}
