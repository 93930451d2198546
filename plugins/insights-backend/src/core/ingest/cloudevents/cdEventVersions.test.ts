import { NOW, readContext } from '../../../__testUtils__/readContext';
import { parseTime } from '../time';
import { createCloudEventReader } from './readCloudEvent';

const at = parseTime(NOW);
const readEvent = createCloudEventReader({
  allowsSource: () => true,
  claimsType: () => false,
});

interface Case {
  readonly what: string;
  readonly context: object;
  readonly type: string;
  readonly content?: object;
  readonly more?: object;
  readonly expected: object;
}

const CASES: Case[] = [
  {
    what: '0.3: version in the context',
    context: { version: '0.3.0' },
    type: 'dev.cdevents.pipelinerun.queued.0.1.0',
    content: { pipelineName: 'train', url: 'https://ci/1' },
    expected: { times: { submitted: at }, aspects: { job: { job: 'train' } } },
  },
  {
    what: '0.4: chain and links, custom data as text',
    context: {
      version: '0.4.1',
      chainId: 'c-1',
      links: [{ linkType: 'RELATION', linkKind: 'TRIGGER', target: {} }],
      schemaUri: 'https://example.com/schema',
    },
    type: 'dev.cdevents.pipelinerun.finished.0.2.0',
    content: { pipelineName: 'train', outcome: 'error', errors: 'no node' },
    more: { customData: 'bm8=', customDataContentType: 'application/xml' },
    expected: { end: { outcome: 'failed', cause: 'system', endedAt: at } },
  },
  {
    what: '0.5: specversion in the context, fields nobody knows yet',
    context: { specversion: '0.5.0', future: { a: [1] } },
    type: 'dev.cdevents.taskrun.finished.0.3.0',
    content: {
      taskName: 'lint',
      outcome: 'failure',
      pipelineRun: { id: 'p-1' },
      future: null,
    },
    more: { customData: { team: 'lanes', nested: { a: 1 } } },
    expected: {
      end: { outcome: 'failed', cause: 'user' },
      aspects: {
        'said.parent': { parent: 'pipelinerun:/ci:p-1' },
        'run.tags': { team: 'lanes' },
      },
    },
  },
  {
    what: 'cancelled as 0.4 writes it',
    context: { version: '0.4.1' },
    type: 'dev.cdevents.testsuiterun.finished.0.2.0',
    content: { outcome: 'cancel', testSuite: { id: 'suite' } },
    expected: { end: { outcome: 'cancelled' } },
  },
  {
    what: 'a type without its version',
    context: { version: '0.4.1' },
    type: 'dev.cdevents.taskrun.started',
    content: { taskName: 'lint' },
    expected: { times: { started: at } },
  },
  {
    what: 'no content at all',
    context: { version: '0.4.1' },
    type: 'dev.cdevents.pipelinerun.started.0.2.0',
    expected: { times: { started: at } },
  },
  {
    what: 'an event of a subject that is no run',
    context: { version: '0.5.0-draft' },
    type: 'dev.cdevents.ticket.created.0.2.0',
    content: { summary: 's', creator: 'ann' },
    expected: { subject: { id: 's-1' } },
  },
  {
    what: 'a custom event',
    context: { version: '0.4.1' },
    type: 'dev.cdeventsx.mytool-resource.created.0.1.0',
    content: { user: 'x' },
    expected: { subject: { id: 's-1' } },
  },
];

describe('CDEvents of several versions', () => {
  it.each(
    CASES.flatMap(item => [
      { ...item, bare: true },
      { ...item, bare: false },
    ]),
  )(
    '$what (bare: $bare)',
    ({ context, type, content, more = {}, expected, bare }) => {
      const event = {
        context: { id: 'e-1', source: '/ci', type, timestamp: NOW, ...context },
        subject: { id: 's-1', ...(content && { content }) },
        ...more,
      };
      const item = readEvent(
        JSON.parse(
          JSON.stringify(
            bare
              ? event
              : {
                  specversion: '1.0',
                  id: 'e-1',
                  source: '/ci',
                  type,
                  time: NOW,
                  data: event,
                },
          ),
        ),
        0,
        readContext(),
      );
      expect(item).toMatchObject({
        status: 'readable',
        id: 'e-1',
        eventId: '/ci e-1',
        observation: expected,
        notes: [],
      });
      expect(JSON.stringify(item)).not.toContain('"ann"');
    },
  );
});
