import { createServer, connect, AddressInfo, Server, Socket } from 'node:net';
import knexFactory, { Knex } from 'knex';

/** What happens to a connection when a COMMIT passes through it. */
export type AtCommit = 'pass' | 'cut-before' | 'cut-after';

interface ConnectionConfig {
  readonly host: string;
  readonly port: number | string;
  readonly password: string;
}

/** A TCP proxy in front of a PostgreSQL, to be cut at will: the database goes away, and comes back. */
export class PostgresProxy {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #target: Knex;
  #proxied?: Knex;
  #away = false;
  atCommit: AtCommit = 'pass';

  constructor(target: Knex) {
    this.#target = target;
    this.#server = createServer(client => this.#accept(client));
  }

  /** The database behind the proxy. */
  async start(): Promise<Knex> {
    await new Promise<void>(resolve => {
      this.#server.listen(0, '127.0.0.1', resolve);
    });
    const { port } = this.#server.address() as AddressInfo;
    this.#proxied = knexFactory({
      client: 'pg',
      connection: {
        ...this.#connection,
        // knex hides it from a spread.
        password: this.#connection.password,
        host: '127.0.0.1',
        port,
      },
      pool: { min: 0, max: 5 },
    });
    return this.#proxied;
  }

  /** Cuts what is connected and refuses what tries to. */
  goAway(): void {
    this.#away = true;
    this.#cutAll();
  }

  comeBack(): void {
    this.#away = false;
  }

  async stop(): Promise<void> {
    await this.#proxied?.destroy();
    this.#cutAll();
    await new Promise(resolve => {
      this.#server.close(resolve);
    });
  }

  get #connection(): ConnectionConfig {
    // TestDatabases always configures an object with host and port.
    return this.#target.client.config.connection as ConnectionConfig;
  }

  #accept(client: Socket): void {
    if (this.#away) {
      client.destroy();
      return;
    }
    const { host, port } = this.#connection;
    const server = connect(Number(port), host);
    const cut = () => {
      client.destroy();
      server.destroy();
    };
    for (const socket of [client, server]) {
      this.#sockets.add(socket);
      socket.on('error', cut);
      socket.on('close', () => {
        this.#sockets.delete(socket);
        cut();
      });
    }
    let committing = false;
    client.on('data', data => {
      committing = data.includes('COMMIT');
      if (committing && this.atCommit === 'cut-before') {
        cut();
      } else {
        server.write(data);
      }
    });
    server.on('data', data => {
      if (committing && this.atCommit === 'cut-after') {
        cut();
      } else {
        client.write(data);
      }
    });
  }

  #cutAll(): void {
    for (const socket of this.#sockets) {
      socket.destroy();
    }
  }
}
