import http from 'node:http';
import { AddressInfo } from 'node:net';
import {
  databases,
  producerToken,
  StartedInsights,
  startInsights,
} from '../../__testUtils__/startInsights';

jest.setTimeout(120_000);

let insights: StartedInsights;
beforeAll(async () => {
  insights = await startInsights(await databases.init('POSTGRES_18'));
});
afterAll(() => insights.backend.stop());

interface Answer {
  readonly status: number;
  readonly results: string[];
}

type Header = readonly [name: string, value: string];

/** Headers as they go over the wire: in this order, twice where they are given twice. */
async function send(
  headers: readonly Header[],
  body: string | Buffer,
): Promise<Answer> {
  const { port } = insights.server.address() as AddressInfo;
  return await new Promise((resolve, reject) => {
    const request = http.request(
      {
        port,
        host: '127.0.0.1',
        path: '/api/insights/events?source=local-events',
        method: 'POST',
        headers: [
          ['host', '127.0.0.1'] as const,
          ['authorization', producerToken('external:local')] as const,
          ['content-length', String(Buffer.byteLength(body))] as const,
          ...headers,
        ].flat(),
      },
      async response => {
        const parts: Buffer[] = [];
        for await (const part of response) parts.push(part);
        const text = Buffer.concat(parts).toString();
        const { results = [] } = text ? JSON.parse(text) : {};
        resolve({
          status: response.statusCode ?? 0,
          results: results.map((item: { status: string; reason?: string }) =>
            [item.status, item.reason].filter(Boolean).join(' '),
          ),
        });
      },
    );
    request.once('error', reject);
    request.end(body);
  });
}

let events = 0;
const nextId = () => `b-${(events += 1)}`;
const time = () => new Date(Date.now() - 60_000).toISOString();
const DATA = JSON.stringify({ runId: 'r', namespace: 'n', job: 'j' });
const JSON_TYPE: Header = ['content-type', 'application/json'];

/** The headers of binary mode, with those of the same name replaced. */
function binary(...changes: Header[]): Header[] {
  const usual: Header[] = [
    ['ce-specversion', '1.0'],
    ['ce-id', nextId()],
    ['ce-source', '/scheduler'],
    ['ce-type', 'mli.run.started.v1'],
    ['ce-time', time()],
    JSON_TYPE,
  ];
  const names = new Set(changes.map(([name]) => name.toLowerCase()));
  return [...usual.filter(([name]) => !names.has(name)), ...changes];
}

function structured(changes: object = {}) {
  return {
    specversion: '1.0',
    id: nextId(),
    source: '/scheduler',
    type: 'mli.run.started.v1',
    time: time(),
    datacontenttype: 'application/json',
    data: JSON.parse(DATA),
    ...changes,
  };
}

interface Case {
  readonly what: string;
  readonly headers: () => Header[];
  readonly body?: () => string | Buffer;
  readonly status: number;
  readonly results?: string[];
}

const BINARY: Case[] = [
  {
    what: 'attributes percent-encoded, quoted and unknown',
    headers: () =>
      binary(
        ['ce-subject', '"Gr%C3%B6%C3%9Fe \\"5\\" %25"'],
        ['ce-traceparent', '00-4bf92f-00f0-01'],
        ['ce-comexampleextension1', '42'],
      ),
    status: 202,
    results: ['accepted'],
  },
  {
    what: 'names in capitals',
    headers: () => binary(['CE-Subject', 'x'], ['Ce-Partitionkey', 'y']),
    status: 202,
    results: ['accepted'],
  },
  {
    what: 'JSON of a type of its own, with a character set',
    headers: () =>
      binary([
        'content-type',
        'application/vnd.example.v1+json;charset="UTF-8"',
      ]),
    status: 202,
    results: ['accepted'],
  },
  {
    what: 'data of another type',
    headers: () => binary(['content-type', 'application/xml']),
    body: () => '<run/>',
    status: 202,
    results: ['rejected wrong-field'],
  },
  {
    what: 'no body',
    headers: () => binary(),
    body: () => '',
    status: 202,
    results: ['rejected wrong-field'],
  },
  {
    what: 'a body that is no JSON',
    headers: () => binary(),
    body: () => '{"runId":',
    status: 400,
  },
  {
    what: 'another character set',
    headers: () => binary(['content-type', 'application/json; charset=utf-16']),
    status: 415,
  },
  {
    what: 'an attribute twice, saying two things',
    headers: () => binary(['ce-id', 'one'], ['ce-id', 'two']),
    status: 400,
  },
  {
    what: 'an attribute twice, saying the same',
    headers: () => binary(['ce-subject', 'x'], ['ce-subject', 'x']),
    status: 202,
    results: ['accepted'],
  },
  {
    what: 'data in a header',
    headers: () => binary(['ce-data', 'x']),
    status: 400,
  },
  {
    what: 'data in a header, packed',
    headers: () => binary(['ce-data_base64', 'e30=']),
    status: 400,
  },
  {
    what: 'its content type in a header of the event',
    headers: () => binary(['ce-datacontenttype', 'application/json']),
    status: 400,
  },
  {
    what: 'a name that CloudEvents does not allow',
    headers: () => binary(['ce-not_allowed', 'x']),
    status: 202,
    results: ['rejected wrong-field'],
  },
  {
    what: 'a name of objects themselves',
    headers: () => binary(['ce-constructor', 'x']),
    status: 202,
    results: ['rejected forbidden-key'],
  },
  {
    what: 'a version that is not 1.0',
    headers: () => binary(['ce-specversion', '0.3']),
    status: 202,
    results: ['rejected wrong-field'],
  },
  {
    what: 'U+0000, percent-encoded',
    headers: () => binary(['ce-subject', 'a%00b']),
    status: 202,
    results: ['rejected null-character'],
  },
  {
    what: 'bytes that are no UTF-8',
    headers: () => binary(['ce-subject', '%ff']),
    status: 400,
  },
  {
    what: 'two hundred extensions',
    headers: () =>
      binary(
        ...Array.from({ length: 200 }, (_, index): Header => [
          `ce-extension${index}`,
          'x',
        ]),
      ),
    status: 202,
    results: ['accepted'],
  },
  {
    what: 'more headers than a server takes',
    headers: () => binary(['ce-subject', 'x'.repeat(40_000)]),
    status: 431,
  },
  {
    what: 'an id that is longer than an id',
    headers: () => binary(['ce-id', 'x'.repeat(5_000)]),
    status: 202,
    results: ['rejected wrong-field'],
  },
];

const TYPE = 'application/cloudevents+json';
const BATCH = 'application/cloudevents-batch+json';

const STRUCTURED: Case[] = [
  {
    what: 'structured, in other letters and with parameters',
    headers: () => [['content-type', 'Application/CloudEvents+JSON; v=1']],
    body: () => JSON.stringify(structured()),
    status: 202,
    results: ['accepted'],
  },
  {
    what: 'structured beside ce-* headers, which are not looked at',
    headers: () => [
      ['content-type', TYPE],
      ['ce-id', 'one'],
      ['ce-id', 'two'],
    ],
    body: () => JSON.stringify(structured()),
    status: 202,
    results: ['accepted'],
  },
  {
    what: 'another format of CloudEvents',
    headers: () => [['content-type', 'application/cloudevents+avro']],
    body: () => 'x',
    status: 415,
  },
  {
    what: 'packed data',
    headers: () => [['content-type', TYPE]],
    body: () =>
      JSON.stringify(
        structured({
          data: undefined,
          data_base64: Buffer.from(DATA).toString('base64'),
        }),
      ),
    status: 202,
    results: ['accepted'],
  },
  {
    what: 'packed data that are no JSON',
    headers: () => [['content-type', TYPE]],
    body: () =>
      JSON.stringify(structured({ data: undefined, data_base64: '////' })),
    status: 202,
    results: ['rejected wrong-field'],
  },
  {
    what: 'JSON as text',
    headers: () => [['content-type', TYPE]],
    body: () => JSON.stringify(structured({ data: DATA })),
    status: 202,
    results: ['accepted'],
  },
  {
    what: 'no data',
    headers: () => [['content-type', TYPE]],
    body: () => JSON.stringify(structured({ data: null })),
    status: 202,
    results: ['rejected wrong-field'],
  },
  {
    what: 'a batch with one that is broken',
    headers: () => [['content-type', `${BATCH}; charset=utf-8`]],
    body: () =>
      JSON.stringify([
        structured(),
        { specversion: '1.0' },
        structured({ id: 7 }),
        'text',
        structured({ source: 'not a uri' }),
        structured({ dataschema: 'https://example.com/schema', myext: true }),
      ]),
    status: 202,
    results: [
      'accepted',
      'rejected wrong-field',
      'rejected wrong-field',
      'rejected not-an-object',
      'rejected wrong-field',
      'accepted',
    ],
  },
  {
    what: 'a batch that says it is one event',
    headers: () => [['content-type', TYPE]],
    body: () => JSON.stringify([structured()]),
    status: 202,
    results: ['rejected not-an-object'],
  },
  {
    what: 'two content types',
    headers: () => [
      ['content-type', TYPE],
      ['content-type', 'text/plain'],
    ],
    body: () => JSON.stringify(structured()),
    status: 202,
    results: ['accepted'],
  },
];

describe('CloudEvents over HTTP', () => {
  it.each([...BINARY, ...STRUCTURED])(
    '$what: $status $results',
    async ({ headers, body = () => DATA, status, results = [] }) => {
      expect(await send(headers(), body())).toEqual({ status, results });
    },
  );
});
