import fs from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { main } from './main';

/** A portal that answers what the test says, and remembers what it was asked. */
async function startPortal(
  answer: (request: { url: string; body: string }) => {
    status: number;
    body: unknown;
    headers?: Record<string, string>;
  },
) {
  const requests: { url: string; body: string; authorization?: string }[] = [];
  const server = http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', chunk => chunks.push(chunk));
    request.on('end', () => {
      const asked = {
        url: request.url ?? '',
        body: Buffer.concat(chunks).toString('utf8'),
      };
      requests.push({ ...asked, authorization: request.headers.authorization });
      const { status, body, headers } = answer(asked);
      response.writeHead(status, {
        'content-type': 'application/json',
        ...headers,
      });
      response.end(JSON.stringify(body));
    });
  });
  await new Promise<void>(resolve => {
    server.listen(0, '127.0.0.1', resolve);
  });
  // A server that listens on TCP has an address with a port.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    close: () => server.close(),
  };
}

describe('mli', () => {
  let out = '';
  let err = '';
  let folder: string;

  beforeEach(() => {
    out = '';
    err = '';
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'mli-cli-'));
    jest.spyOn(process.stdout, 'write').mockImplementation(text => {
      out += text;
      return true;
    });
    jest.spyOn(process.stderr, 'write').mockImplementation(text => {
      err += text;
      return true;
    });
  });

  afterEach(() => {
    jest.restoreAllMocks();
    fs.rmSync(folder, { recursive: true, force: true });
  });

  function write(name: string, text: string) {
    const file = path.join(folder, name);
    fs.writeFileSync(file, text);
    return file;
  }

  it.each([
    [['nonsense'], "unknown command 'nonsense'"],
    [['metrics'], "missing required argument 'metric'"],
    [
      ['import', 'runs', '/no/such/file.csv'],
      'There is no file /no/such/file.csv.',
    ],
    [['import', 'runs', __filename], 'Add --format'],
  ])('%j is wrong usage: exit status 2', async (args, sentence) => {
    expect(await main(args)).toBe(2);
    expect(err).toContain(sentence);
  });

  it('shows help with exit status 0', async () => {
    expect(await main(['--help'])).toBe(0);
    expect(out).toContain('Command line of the MLI portal');
  });

  it('says which portal does not answer, exit status 1', async () => {
    const status = await main([
      ...['metrics', 'queue_time', '--token', 't'],
      ...['--url', 'http://127.0.0.1:9'],
    ]);
    expect(status).toBe(1);
    expect(err).toContain('No portal answers at http://127.0.0.1:9');
  });

  it('asks for a metric with its filters and prints JSON', async () => {
    const portal = await startPortal(() => ({
      status: 200,
      body: { metric: 'queue_time', n: 7 },
    }));
    const status = await main([
      ...['metrics', 'queue_time', '--source', 'openb', '--run-class', 'all'],
      ...['--json', '--url', portal.url, '--token', 'secret'],
    ]);
    portal.close();
    expect(status).toBe(0);
    expect(JSON.parse(out)).toEqual({ metric: 'queue_time', n: 7 });
    expect(portal.requests[0]).toMatchObject({
      url: '/api/insights/metrics/queue_time?source=openb&runClass=all',
      authorization: 'Bearer secret',
    });
  });

  it('passes the sentence of a refusal on, exit status 1', async () => {
    const portal = await startPortal(() => ({
      status: 404,
      body: { error: { name: 'NotFoundError', message: 'No metric "speed".' } },
    }));
    expect(
      await main(['metrics', 'speed', '--url', portal.url, '--token', 't']),
    ).toBe(1);
    portal.close();
    expect(err).toContain('answered 404: No metric "speed".');
  });

  it('imports a CSV through its mapping, waits when told to, and reports refused rows', async () => {
    let first = true;
    const portal = await startPortal(({ body }) => {
      if (first) {
        first = false;
        return { status: 429, body: {}, headers: { 'retry-after': '0.01' } };
      }
      const { items } = JSON.parse(body);
      return {
        status: 202,
        body: {
          results: items.map((item: { id: string }) =>
            item.id === 'b'
              ? {
                  id: 'b',
                  status: 'quarantined',
                  reason: 'ended-before-started',
                }
              : { id: item.id, status: 'accepted' },
          ),
        },
      };
    });
    const file = write('runs.csv', 'name,when\na,2026-01-01\nb,2026-01-02\n');
    const mapping = write(
      'mapping.yaml',
      'source: lab\ncolumns: {id: name, submittedAt: when}\nconstants: {namespace: n, job: j}',
    );
    const report = path.join(folder, 'refused.csv');
    const status = await main([
      ...['import', 'runs', file, '--mapping', mapping, '--report', report],
      ...['--url', portal.url, '--token', 't'],
    ]);
    portal.close();
    expect(status).toBe(0);
    expect(out).toContain(
      '2 rows: 1 accepted, 0 already there, 1 quarantined, 0 rejected',
    );
    expect(err).toContain('line 3: quarantined: ended-before-started');
    expect(JSON.parse(portal.requests[1]?.body ?? '')).toEqual({
      source: 'lab',
      items: [
        { namespace: 'n', job: 'j', id: 'a', submittedAt: '2026-01-01' },
        { namespace: 'n', job: 'j', id: 'b', submittedAt: '2026-01-02' },
      ],
    });
  });

  it('checks every row in a dry run and sends nothing', async () => {
    const file = write(
      'runs.ndjson',
      '{"id":"a","namespace":"n","job":"j"}\n{"id":"b"}\nnope\n',
    );
    const status = await main([
      'import',
      'runs',
      file,
      '--source',
      's',
      '--dry-run',
    ]);
    expect(status).toBe(0);
    expect(out).toContain('Dry run, nothing sent: 3 rows: 1 accepted');
    expect(err).toContain('line 2: rejected: namespace');
    expect(err).toContain('line 3: rejected: the line is not JSON');
  });
});

describe('mli scorecards validate', () => {
  const examples = path.resolve(__dirname, '../../../examples/scorecards');

  it.each([
    'adoption.yaml',
    'iteration-health.yaml',
    'offering-readiness.yaml',
  ])('finds no fault in the example %s', async name => {
    const out = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
    expect(
      await main(['scorecards', 'validate', path.join(examples, name)]),
    ).toBe(0);
    expect(String(out.mock.calls.at(-1)?.[0])).toContain('no faults');
    out.mockRestore();
  });

  it('names the path of a fault, exit status 1', async () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'mli-cli-'));
    const file = path.join(folder, 'broken.yaml');
    fs.writeFileSync(
      file,
      fs
        .readFileSync(path.join(examples, 'adoption.yaml'), 'utf8')
        .replace(/operator: \w+/, 'operator: wobble'),
    );
    const err = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
    expect(await main(['scorecards', 'validate', file])).toBe(1);
    expect(err.mock.calls.flat().join('')).toMatch(/spec\.checks.*operator/);
    err.mockRestore();
    fs.rmSync(folder, { recursive: true });
  });
});
