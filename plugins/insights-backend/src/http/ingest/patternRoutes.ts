import { InputError } from '@backstage/errors';
import {
  addedPatternSchema,
  patternListSchema,
  patternPreviewSchema,
  patternRequestSchema,
  unattributedListSchema,
} from '@mli/plugin-insights-common';
import express from 'express';
import { z } from 'zod';
import { InsightsContext } from '../../context';
import { PatternService } from '../../service/patterns/PatternService';
import { selectUnattributed } from '../../store/patterns/selectUnattributed';
import { sendCsv, toCsv } from '../csv';
import { AS_CSV, OpenApiRegistry } from '../openapi';
import { nextCursor, readCursor } from '../pageCursor';
import { queryText, readQuery, refuseFaults } from '../readQuery';
import { readJsonRequest } from './readJsonRequest';
import { authoriseManager, authorOf, changeAudited } from './sourceManager';

const UNATTRIBUTED_QUERY = {
  source: queryText,
  cursor: queryText.describe('nextCursor of the page before'),
  format: z.enum(['json', 'csv']),
};

const PAGE = 100;
/** As many as anybody reads in a spreadsheet. */
const CSV_ROWS = 10_000;

/** What belongs to nobody, and people's answers to whose it is. */
export function addPatternRoutes(
  router: express.Router,
  context: InsightsContext,
): void {
  const patterns = new PatternService({
    knex: context.knex,
    organisation: context.attributor,
    refresh: context.refreshOrganisation,
    onMarked: context.pokeRecompute,
  });

  router.get('/unattributed', async (req, res) => {
    await authoriseManager(req, context);
    const { values, faults } = readQuery(req.query, UNATTRIBUTED_QUERY);
    refuseFaults(faults);
    const offset = readCursor(values.cursor);
    const isCsv = values.format === 'csv';
    const limit = isCsv ? CSV_ROWS : PAGE;
    const found = await selectUnattributed(context.knex, {
      source: values.source,
      limit: limit + 1,
      offset,
    });
    const items = found.slice(0, limit);
    if (isCsv) {
      const text = toCsv(items, [
        ['source', job => job.source],
        ['namespace', job => job.namespace],
        ['job', job => job.job],
        ['runs', job => job.runs],
        ['lastSeenAt', job => job.lastSeenAt],
        ['note', job => job.note],
      ]);
      sendCsv(res, { name: 'unattributed', text });
      return;
    }
    res.json({ items, ...nextCursor(offset + limit, offset + found.length) });
  });

  router.get('/patterns', async (req, res) => {
    await authoriseManager(req, context);
    res.json({ items: await patterns.list() });
  });

  router.post('/patterns/preview', async (req, res) => {
    await authoriseManager(req, context);
    const request = await readJsonRequest(req, res, patternRequestSchema);
    res.json(await patterns.preview(request));
  });

  router.post('/patterns', async (req, res) => {
    const added = await changeAudited(req, context, {
      eventId: 'pattern-add',
      severityLevel: 'medium',
      change: async credentials =>
        await patterns.add(
          await readJsonRequest(req, res, patternRequestSchema),
          authorOf(credentials, context),
        ),
      describe: ({ id, glob }) => ({ id, glob }),
    });
    res.status(201).json(added);
  });

  router.delete('/patterns/:id', async (req, res) => {
    const undone = await changeAudited(req, context, {
      eventId: 'pattern-undo',
      severityLevel: 'medium',
      change: async credentials => {
        if (!/^[1-9]\d{0,17}$/.test(req.params.id)) {
          throw new InputError('That is not the id of a pattern.');
        }
        return await patterns.undo(
          req.params.id,
          authorOf(credentials, context),
        );
      },
      describe: ({ id, glob }) => ({ id, glob }),
    });
    res.json(undone);
  });

  describePatternRoutes(context.openApi);
}

function describePatternRoutes(openApi: OpenApiRegistry): void {
  const tags = ['attribution'];
  const answers = (
    status: 200 | 201,
    description: string,
    schema: z.ZodType,
    others: Partial<typeof AS_CSV> = {},
  ) => ({
    [status]: {
      description,
      content: { 'application/json': { schema }, ...others },
    },
    400: { description: 'A fault in the request; the message tells it' },
    401: { description: 'No credentials' },
    403: { description: 'Not allowed to look after sources' },
  });
  const body = {
    content: { 'application/json': { schema: patternRequestSchema } },
  };
  openApi.registerPath({
    method: 'get',
    path: '/unattributed',
    tags,
    summary: 'Jobs whose runs no rule gives to a team, most runs first',
    request: { query: z.object(UNATTRIBUTED_QUERY).partial() },
    responses: answers(200, 'A page of jobs', unattributedListSchema, AS_CSV),
  });
  openApi.registerPath({
    method: 'get',
    path: '/patterns',
    tags,
    summary: 'Patterns that people added, those that were undone too',
    responses: answers(200, 'Newest first', patternListSchema),
  });
  openApi.registerPath({
    method: 'post',
    path: '/patterns/preview',
    tags,
    summary: 'What a pattern would do, without adding it',
    request: { body },
    responses: answers(200, 'Jobs and runs', patternPreviewSchema),
  });
  openApi.registerPath({
    method: 'post',
    path: '/patterns',
    tags,
    summary: 'Say whose the jobs of a name are',
    request: { body },
    responses: answers(201, 'The pattern', addedPatternSchema),
  });
  openApi.registerPath({
    method: 'delete',
    path: '/patterns/{id}',
    tags,
    summary: 'Undo a pattern, the past included',
    request: { params: z.object({ id: z.string() }) },
    responses: {
      ...answers(200, 'The pattern', addedPatternSchema),
      404: { description: 'No such pattern, or undone already' },
    },
  });
}
