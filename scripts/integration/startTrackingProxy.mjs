import http from 'node:http';

/** Each makes one request fail in its own way; a later try of the same request is let through. */
const FAULTS = {
  busy: (req, res) => {
    res.writeHead(429, { 'retry-after': '1' }).end('slow down');
  },
  broken: (req, res) => {
    res.writeHead(500, { 'content-type': 'text/html' }).end('<h1>Oops</h1>');
  },
  away: (req, res) => {
    res.writeHead(503).end();
  },
  garbage: (req, res) => {
    res.writeHead(200, { 'content-type': 'text/html' }).end('<html>sign in');
  },
  'cut off': (req, res, answer) => {
    res.writeHead(200, { 'content-type': 'application/json' });
    res.end(answer.slice(0, Math.floor(answer.length / 2)));
  },
  'hung up': req => {
    req.socket.destroy();
  },
  'no more pages': (req, res, answer) => {
    const { next_page_token: _, ...rest } = JSON.parse(answer || '{}');
    send(res, JSON.stringify(rest));
  },
  'an empty page': (req, res, answer) => {
    const { next_page_token } = JSON.parse(answer || '{}');
    send(res, JSON.stringify({ next_page_token }));
  },
};

function send(res, text) {
  res.writeHead(200, { 'content-type': 'application/json' }).end(text);
}

/**
 * Stands before a tracking server: asks for a password, is slow, and spoils every third request, each in another way.
 * It lies only about searches, and only where the truth was asked for the first time.
 */
export async function startTrackingProxy({ target, username, password }) {
  const expected = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
  const names = Object.keys(FAULTS);
  const counts = {};
  const spoiled = new Set();
  let requests = 0;
  let isHonest = false;
  const server = http.createServer(async (req, res) => {
    const body = Buffer.concat(await Array.fromAsync(req));
    if (req.headers.authorization !== expected) {
      res.writeHead(401, { 'www-authenticate': 'Basic' }).end();
      return;
    }
    const { authorization: _, host: __, ...headers } = req.headers;
    const response = await fetch(`${target}${req.url}`, {
      method: req.method,
      headers: {
        'content-type': headers['content-type'] ?? 'application/json',
      },
      ...(body.length > 0 && { body }),
    });
    const answer = await response.text();
    requests += 1;
    const asked = `${req.method} ${req.url} ${body}`;
    if (!isHonest && requests % 3 === 0 && !spoiled.has(asked) && response.ok) {
      spoiled.add(asked);
      const fault = names[(requests / 3) % names.length];
      counts[fault] = (counts[fault] ?? 0) + 1;
      FAULTS[fault](req, res, answer);
      return;
    }
    const wait = requests % 10 === 0 ? 700 : 0;
    setTimeout(() => {
      res.writeHead(response.status, {
        'content-type': response.headers.get('content-type') ?? 'text/plain',
      });
      res.end(answer);
    }, wait);
  });
  await new Promise(resolve => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    counts,
    beHonest: () => {
      isHonest = true;
    },
    end: async () => {
      server.closeAllConnections();
      await new Promise(resolve => {
        server.close(resolve);
      });
    },
  };
}
