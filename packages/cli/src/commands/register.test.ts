import fs from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { main } from '../main';

const ROW = {
  row: 1,
  line: 2,
  key: 'lane-net',
  name: 'lane-net',
  fate: 'registered',
  message: 'Registers component:default/lane-net',
  faults: [],
  duplicates: [],
};
const COUNTS = {
  registered: 1,
  changed: 0,
  unchanged: 0,
  'done before': 0,
  refused: 0,
};

describe('mli register', () => {
  let out = '';
  let err = '';
  let folder: string;
  beforeEach(() => {
    out = '';
    err = '';
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'mli-register-'));
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
    fs.rmSync(folder, { recursive: true });
  });

  const write = (name: string) => {
    const file = path.join(folder, name);
    fs.writeFileSync(file, 'name,type\nlane-net,model\n');
    return file;
  };

  /** A portal that gives these answers one after the other; none: it hangs up. */
  async function portal(
    answers: readonly ({ status: number; body: unknown } | undefined)[],
  ) {
    const bodies: Record<string, unknown>[] = [];
    const server = http.createServer(async (req, res) => {
      const chunks: Buffer[] = [];
      for await (const chunk of req) chunks.push(chunk);
      bodies.push(JSON.parse(Buffer.concat(chunks).toString()));
      const answer = answers[bodies.length - 1];
      if (!answer) {
        req.socket.destroy();
        return;
      }
      res.writeHead(answer.status, { 'content-type': 'application/json' });
      res.end(JSON.stringify(answer.body));
    });
    await new Promise<void>(resolve => {
      server.listen(0, '127.0.0.1', resolve);
    });
    // A server that listens on TCP has an address with a port.
    const { port } = server.address() as AddressInfo;
    const at = ['--url', `http://127.0.0.1:${port}`, '--token', 't'];
    return { at, bodies, close: () => server.close() };
  }

  const done = (rows: unknown[], counts = COUNTS) => ({
    status: 200,
    body: { batch: 'b', dryRun: true, counts, rows },
  });

  it('shows the fate of every row of a trial run', async () => {
    const { at, bodies, close } = await portal([done([ROW])]);
    expect(await main(['register', write('a.csv'), '--dry-run', ...at])).toBe(
      0,
    );
    close();
    expect(bodies[0]).toMatchObject({ format: 'csv', dryRun: true });
    expect(out).toContain('lane-net  registered  Registers component');
    expect(out).toContain('Dry run, nothing saved: 1 row: 1 registered');
  });

  it('goes on when the portal was killed in the middle', async () => {
    const { at, bodies, close } = await portal([undefined, done([ROW])]);
    expect(await main(['register', write('a.yaml'), ...at])).toBe(0);
    close();
    expect(bodies).toHaveLength(2);
    expect(bodies[1]).toEqual(bodies[0]);
  });

  it('ends with 1 where a row was refused, and lets no row steer the terminal', async () => {
    const row = { ...ROW, fate: 'refused', message: 'no\u001b[2J way' };
    const counts = { ...COUNTS, registered: 0, refused: 1 };
    const { at, close } = await portal([done([row], counts)]);
    expect(await main(['register', write('a.csv'), ...at])).toBe(1);
    close();
    expect(err).toContain('1 of 1 row refused.');
    expect(out).not.toContain('\u001b');
  });

  it('ends with 2 for a file it cannot read or does not know', async () => {
    expect(await main(['register', path.join(folder, 'no.csv')])).toBe(2);
    expect(await main(['register', write('a.txt')])).toBe(2);
    expect(err).toContain('neither CSV nor YAML');
  });
});
