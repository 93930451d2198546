import http from 'node:http';
import { AddressInfo } from 'node:net';

export interface KeptRun {
  id: string;
  experiment: string;
  start: number;
  end?: number;
  status: string;
  tags?: Record<string, string>;
  metrics?: { key: string; timestamp: number; step: number }[];
}

/** What goes wrong with one request; the server forgets it after that. */
export type Mischief =
  | 'error'
  | 'hang-up'
  | 'truncated'
  | 'silence'
  | 'page'
  | 'same-page'
  | 'no-token'
  | 'half-a-page'
  | 'nothing';

/** A tracking server over HTTP that keeps its runs in memory and misbehaves as it is told. */
export class TrackingServer {
  readonly experiments = new Map<string, string>();
  readonly runs: KeptRun[] = [];
  readonly requests: { path: string; body: Record<string, unknown> }[] = [];
  mostExperiments = 1000;
  knowsIdSearch = true;
  /** What to do wrong with the next requests; undefined does right. */
  mischief: (path: string) => Mischief | undefined = () => undefined;
  authorization: string | undefined;
  #lastPage: Record<string, unknown> = {};
  readonly #server = http.createServer((req, res) => {
    void this.#answer(req, res);
  });

  async start(): Promise<string> {
    await new Promise<void>(resolve => {
      this.#server.listen(0, '127.0.0.1', resolve);
    });
    // A server that listens on TCP has an address of that kind.
    const { port } = this.#server.address() as AddressInfo;
    return `http://127.0.0.1:${port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise(resolve => {
      this.#server.close(resolve);
    });
  }

  add(run: Partial<KeptRun> & { id: string; start: number }): void {
    this.runs.push({ experiment: '1', status: 'FINISHED', ...run });
  }

  async #answer(req: http.IncomingMessage, res: http.ServerResponse) {
    const url = new URL(req.url ?? '', 'http://server');
    const path = url.pathname.replace('/api/2.0/mlflow/', '');
    const parts: Buffer[] = [];
    for await (const part of req) parts.push(part);
    const body = JSON.parse(Buffer.concat(parts).toString() || '{}');
    this.requests.push({ path, body });
    if (
      this.authorization !== undefined &&
      req.headers.authorization !== this.authorization
    ) {
      res.writeHead(401).end();
      return;
    }
    const mischief = this.mischief(path);
    if (mischief === 'silence') return;
    if (mischief === 'hang-up') {
      res.destroy();
      return;
    }
    if (mischief === 'error') {
      res
        .writeHead(503, { 'retry-after': '0' })
        .end('{"secret": "do not show"}');
      return;
    }
    if (mischief === 'page') {
      res.writeHead(200, { 'content-type': 'text/html' }).end('<html>');
      return;
    }
    let answer = this.#route(path, url, body);
    if (mischief === 'same-page') answer = this.#lastPage;
    if (mischief === 'no-token') delete answer.next_page_token;
    if (mischief === 'nothing') answer = {};
    if (mischief === 'half-a-page' && Array.isArray(answer.runs)) {
      answer = { runs: answer.runs.slice(0, answer.runs.length / 2) };
    }
    this.#lastPage = answer;
    const text = JSON.stringify(answer);
    const status = 'error_code' in answer ? errorStatus(answer) : 200;
    res.writeHead(status, { 'content-type': 'application/json' });
    res.end(mischief === 'truncated' ? text.slice(0, text.length / 2) : text);
  }

  #route(
    path: string,
    url: URL,
    body: Record<string, any>,
  ): Record<string, unknown> {
    if (path === 'experiments/search') {
      return {
        experiments: [...this.experiments].map(([experiment_id, name]) => ({
          experiment_id,
          name,
        })),
      };
    }
    if (path === 'runs/get') {
      const run = this.runs.find(r => r.id === url.searchParams.get('run_id'));
      return run
        ? { run: toWire(run) }
        : { error_code: 'RESOURCE_DOES_NOT_EXIST' };
    }
    if (path === 'metrics/get-history') {
      const run = this.runs.find(r => r.id === url.searchParams.get('run_id'));
      return {
        metrics: [{ key: 'loss', timestamp: (run?.start ?? 0) + 500, step: 0 }],
      };
    }
    return this.#search(body);
  }

  #search(body: Record<string, any>): Record<string, unknown> {
    const filter: string = body.filter ?? '';
    if (
      body.experiment_ids.length > this.mostExperiments ||
      (filter.includes('run_id IN') && !this.knowsIdSearch)
    ) {
      return { error_code: 'INVALID_PARAMETER_VALUE' };
    }
    const from = Number(/start_time >= (\d+)/.exec(filter)?.[1] ?? 0);
    const ids = [...filter.matchAll(/'([^']+)'/g)].map(match => match[1]);
    const matching = this.runs
      .filter(run => body.experiment_ids.includes(run.experiment))
      .filter(run => run.start >= from)
      .filter(run => ids.length === 0 || ids.includes(run.id))
      .sort((a, b) => a.start - b.start || (a.id < b.id ? -1 : 1));
    const offset = Number(body.page_token ?? 0);
    const page = matching.slice(offset, offset + body.max_results);
    const next = offset + page.length;
    return {
      runs: page.map(toWire),
      ...(next < matching.length && { next_page_token: String(next) }),
    };
  }
}

function errorStatus(answer: Record<string, unknown>): number {
  return answer.error_code === 'RESOURCE_DOES_NOT_EXIST' ? 404 : 400;
}

function toWire(run: KeptRun) {
  return {
    info: {
      run_id: run.id,
      experiment_id: run.experiment,
      status: run.status,
      start_time: run.start,
      ...(run.end !== undefined && { end_time: run.end }),
      user_id: 'fallback',
      lifecycle_stage: 'active',
    },
    data: {
      tags: Object.entries(run.tags ?? {}).map(([key, value]) => ({
        key,
        value,
      })),
      metrics: run.metrics ?? [],
    },
  };
}
