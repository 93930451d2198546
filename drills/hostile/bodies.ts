import { gzipSync } from 'node:zlib';

export interface HostileRequest {
  readonly name: string;
  readonly method?: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

const JSON_TYPE = { 'content-type': 'application/json' };
const ROUTES = ['/lineage', '/events', '/import/runs', '/import/usage'];

const GOOD = {
  eventType: 'START',
  eventTime: '2026-01-01T00:00:00Z',
  producer: 'https://example.com/p',
  run: { runId: 'hostile' },
  job: { namespace: 'n', name: 'j' },
};

/** Texts that are no JSON, or JSON that breaks who trusts it. */
const TEXTS: Readonly<Record<string, string | Buffer>> = {
  empty: '',
  'half a body': '{"eventType": "STA',
  'no JSON': 'eventType=START',
  'deep arrays': '['.repeat(100_000) + ']'.repeat(100_000),
  'deep objects': '{"a":'.repeat(50_000) + '1' + '}'.repeat(50_000),
  'many keys': `{${Array.from({ length: 50_000 }, (_, i) => `"k${i}":1`).join(',')}}`,
  'the same key': `{${Array.from({ length: 50_000 }, () => '"k":1').join(',')}}`,
  proto: `[${JSON.stringify(GOOD).replace('{', '{"__proto__":{"admin":true},')}]`,
  constructor: `[${JSON.stringify({ ...GOOD, constructor: { prototype: { x: 1 } } })}]`,
  'zero byte': JSON.stringify({
    ...GOOD,
    job: { namespace: 'a\u0000b', name: 'j' },
  }),
  'lone surrogate':
    '{"eventType":"START","eventTime":"2026-01-01T00:00:00Z","producer":"x","run":{"runId":"\\ud800"},"job":{"namespace":"n","name":"j"}}',
  'not UTF-8': Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d]),
  'huge number': '{"eventTime": 1e400, "run": {"runId": 1e308}}',
  'year 99999': JSON.stringify({
    ...GOOD,
    eventTime: '+099999-01-01T00:00:00Z',
  }),
  'no dates': JSON.stringify([null, 1, 'x', [], {}, true]),
  'wrong types': JSON.stringify({ ...GOOD, run: [], job: 'x', eventTime: {} }),
  'too many': JSON.stringify(Array.from({ length: 1_001 }, () => GOOD)),
  'too large': JSON.stringify([{ ...GOOD, x: 'x'.repeat(5_000_000) }]),
  'long name': JSON.stringify({
    ...GOOD,
    job: { namespace: 'n', name: 'x'.repeat(60_000) },
  }),
  'slow pattern': JSON.stringify({
    ...GOOD,
    eventTime: `${'1'.repeat(50_000)}-`,
  }),
  spaces: ' '.repeat(1_000_000),
  SQL: JSON.stringify({
    ...GOOD,
    job: { namespace: "'; drop table run; --", name: '$1 ? \\' },
  }),
};

function bodies(path: string): HostileRequest[] {
  return Object.entries(TEXTS).flatMap(([name, body]) => [
    { name: `${name} to ${path}`, path, headers: JSON_TYPE, body },
    {
      name: `${name} to ${path} as a batch of CloudEvents`,
      path,
      headers: { 'content-type': 'application/cloudevents-batch+json' },
      body,
    },
  ]);
}

function framed(path: string): HostileRequest[] {
  return [
    {
      name: `text to ${path}`,
      path,
      headers: { 'content-type': 'text/plain' },
      body: '{}',
    },
    {
      name: `no type to ${path}`,
      path,
      headers: { 'content-type': '' },
      body: '{}',
    },
    {
      name: `a charset nobody has to ${path}`,
      path,
      headers: { 'content-type': 'application/json; charset=klingon' },
      body: '{}',
    },
    {
      name: `a bomb to ${path}`,
      path,
      headers: { ...JSON_TYPE, 'content-encoding': 'gzip' },
      body: gzipSync(Buffer.alloc(50_000_000, ' ')),
    },
    {
      name: `no gzip to ${path}`,
      path,
      headers: { ...JSON_TYPE, 'content-encoding': 'gzip' },
      body: 'not compressed',
    },
    {
      name: `binary CloudEvent with odd headers to ${path}`,
      path,
      headers: {
        'ce-id': '%00',
        'ce-source': '%E0%A4%A',
        'ce-type': 'x',
        'ce-specversion': '9.9',
        ...JSON_TYPE,
      },
      body: '{}',
    },
  ];
}

const QUERIES = [
  '/metrics/queue_time?team=%00',
  '/metrics/queue_time?team[]=a&team[b]=c',
  `/metrics/${'x'.repeat(5_000)}`,
  '/metrics/queue_time?window=%ff',
  '/metrics/queue_time?from=99999-99-99&to=0',
  '/adoption?at=not-a-day',
  `/adoption?team=${'a'.repeat(8_000)}`,
  '/runs?source=drill&id=%00',
  '/runs?source=%27%3B--&id=1',
  '/quarantine?cursor=-1',
  '/quarantine?cursor=99999999999999999999',
  '/sources?days=1e9',
  '/scope?%',
].map((path): HostileRequest => ({
  name: `GET ${path.slice(0, 60)}`,
  method: 'GET',
  path,
}));

export const HOSTILE: readonly HostileRequest[] = [
  ...ROUTES.flatMap(path => [...bodies(path), ...framed(path)]),
  ...['/quarantine/redrive', '/runs/split', '/actors/erase'].flatMap(bodies),
  ...QUERIES,
];

/** Bodies of the right shape with values of the wrong kind at random places. */
export function mutated(random: () => number): HostileRequest {
  const odd = [
    null,
    -1,
    1e308,
    '',
    '\u0000',
    'x'.repeat(2_000),
    [],
    {},
    [[[]]],
    true,
    '2026-13-45T99:99:99Z',
  ];
  const event: Record<string, unknown> = structuredClone(GOOD);
  const keys = [
    'eventType',
    'eventTime',
    'producer',
    'run',
    'job',
    'inputs',
    'outputs',
    'schemaURL',
  ];
  for (let change = 0; change < 3; change += 1) {
    const key = keys[Math.floor(random() * keys.length)] ?? 'run';
    const value = odd[Math.floor(random() * odd.length)];
    event[key] =
      random() < 0.5
        ? value
        : {
            runId: value,
            namespace: value,
            name: value,
            facets: { tags: value, parent: { run: value } },
          };
  }
  const path = ROUTES[Math.floor(random() * ROUTES.length)] ?? '/lineage';
  return {
    name: `mutated to ${path}: ${JSON.stringify(event).slice(0, 200)}`,
    path,
    headers: JSON_TYPE,
    body: JSON.stringify([event]),
  };
}
