import http from 'node:http';

export interface Load {
  readonly url: string;
  readonly token: string;
  readonly connections: number;
  /** Bodies, each sent once. */
  readonly bodies: readonly string[];
}

export interface Measured {
  readonly seconds: number;
  /** Milliseconds of each request, sorted. */
  readonly latencies: readonly number[];
}

/** Sends all bodies over a number of connections, each sending its next when the last is answered. */
export async function sendAll(load: Load): Promise<Measured> {
  const agent = new http.Agent({
    keepAlive: true,
    maxSockets: load.connections,
  });
  const latencies: number[] = [];
  let next = 0;
  const began = performance.now();
  await Promise.all(
    Array.from({ length: load.connections }, async () => {
      for (let body = load.bodies[next++]; body; body = load.bodies[next++]) {
        const sent = performance.now();
        await send(load, agent, body);
        latencies.push(performance.now() - sent);
      }
    }),
  );
  const seconds = (performance.now() - began) / 1000;
  agent.destroy();
  return { seconds, latencies: latencies.sort((a, b) => a - b) };
}

function send(load: Load, agent: http.Agent, body: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = http.request(
      load.url,
      {
        agent,
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(body),
          authorization: `Bearer ${load.token}`,
        },
      },
      response => {
        response.resume();
        response.on('error', reject);
        response.on('end', () =>
          response.statusCode === 202
            ? resolve()
            : reject(new Error(`answered ${response.statusCode}`)),
        );
      },
    );
    request.on('error', reject);
    request.end(body);
  });
}
