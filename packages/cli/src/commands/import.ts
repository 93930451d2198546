import fs from 'node:fs';
import path from 'node:path';
import { Command, Option } from 'commander';
import {
  runRecordSchema,
  type IngestResult,
} from '@mli/plugin-insights-common';
import { ConnectionOptions, PortalClient, withConnection } from '../client';
import { RefusedError, UsageError } from '../errors';
import { importStateDirectory } from '../localToken';
import type { Batch } from '../importing/batches';
import { Mapping, readMapping } from '../importing/mapping';
import { ProgressMark } from '../importing/progressMark';
import { FORMATS, Format, readRecords } from '../importing/records';
import { runImport, sendPatiently, Tally } from '../importing/runImport';
import { RefusalReport } from '../importing/refusalReport';
import { ProgressDisplay } from '../progressDisplay';

interface ImportCommandOptions extends ConnectionOptions {
  format?: Format;
  source?: string;
  mapping?: string;
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
    .option('--dry-run', 'read and check every row, send nothing')
    .option(
      '--restart',
      'begin at the first row, whatever an earlier import did',
    )
    .option('--report <file>', 'write every refused row there, as CSV')
    .option('--batch <rows>', 'rows a request, at most 1000', '1000');
  withConnection(command).action(importRuns);
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
  const batchSize = Number(options.batch);
  if (!Number.isInteger(batchSize) || batchSize < 1 || batchSize > 1000) {
    throw new UsageError(
      `--batch is "${options.batch}": it must be 1 to 1000.`,
    );
  }

  const mark = options.dryRun
    ? undefined
    : progressMark({ file, source, format, mapping, url: options.url });
  const skip = options.restart ? 0 : (mark?.read() ?? 0);
  const display = new ProgressDisplay(fs.statSync(file).size);
  if (skip > 0)
    display.say(`Going on after row ${skip}, where an earlier import stopped.`);
  const report = new RefusalReport(options.report);

  display.start();
  let tally: Tally;
  try {
    tally = await runImport({
      records: readRecords(file, format, mapping),
      send: options.dryRun
        ? checkOnly(format)
        : sender(new PortalClient(options), source, format),
      mark,
      skip,
      batchSize:
        format === 'openlineage' ? Math.min(batchSize, 500) : batchSize,
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

function sender(client: PortalClient, source: string, format: Format) {
  if (format === 'openlineage') {
    const route = `/api/insights/lineage?source=${encodeURIComponent(source)}`;
    return (batch: Batch) =>
      sendPatiently(
        client,
        route,
        `[${batch.items.map(item => item.json).join(',')}]`,
      );
  }
  return (batch: Batch) =>
    sendPatiently(
      client,
      '/api/insights/import/runs',
      `{"source":${JSON.stringify(source)},"items":[${batch.items.map(item => item.json).join(',')}]}`,
    );
}

/** What a dry run can say without the portal: whether each row is a run. */
function checkOnly(format: Format) {
  return async (batch: Batch): Promise<IngestResult[]> =>
    batch.items.map(({ json, line }) => {
      const id = String(line);
      if (format === 'openlineage') return { id, status: 'accepted' };
      const parsed = runRecordSchema.safeParse(JSON.parse(json));
      if (parsed.success) return { id, status: 'accepted' };
      const reason = parsed.error.issues
        .map(issue => `${issue.path.join('.') || 'row'}: ${issue.message}`)
        .join('; ');
      return { id, status: 'rejected', reason };
    });
}

function formatOf(file: string): Format {
  const extension = path.extname(file).toLowerCase();
  if (extension === '.csv') return 'csv';
  if (extension === '.ndjson' || extension === '.jsonl') return 'ndjson';
  throw new UsageError(
    `The name ${path.basename(file)} does not say its format. Add --format ${FORMATS.join('|')}.`,
  );
}

function progressMark(identity: {
  file: string;
  source: string;
  format: Format;
  mapping: Mapping | undefined;
  url: string;
}) {
  const { size, mtimeMs } = fs.statSync(identity.file);
  return new ProgressMark(importStateDirectory(), [
    path.resolve(identity.file),
    String(size),
    String(mtimeMs),
    identity.source,
    identity.format,
    identity.url,
    JSON.stringify(identity.mapping ?? {}),
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
