import { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import {
  endBackEnd,
  FEATURES,
  startBackEnd,
} from '../../scripts/lib/backEnd.mjs';

export interface PortalOptions {
  readonly connection: string;
  readonly port: number;
  /** Where the team's file is written. */
  readonly folder: string;
}

/** A portal that can be started, killed and started again on one database. */
export class Portal {
  readonly #config: object;
  readonly #token = randomBytes(24).toString('hex');
  readonly #base: string;
  #server?: ChildProcess;

  constructor({ connection, port, folder }: PortalOptions) {
    this.#base = `http://localhost:${port}`;
    const file = path.join(folder, 'team.yaml');
    fs.writeFileSync(
      file,
      'apiVersion: backstage.io/v1alpha1\nkind: Group\nmetadata: { name: lanes }\nspec: { type: customer-team, children: [] }\n',
    );
    this.#config = {
      app: { baseUrl: this.#base },
      backend: {
        baseUrl: this.#base,
        listen: { host: '127.0.0.1', port },
        database: { client: 'pg', pluginDivisionMode: 'schema', connection },
        auth: {
          externalAccess: [
            {
              type: 'static',
              options: { token: this.#token, subject: 'drill' },
            },
          ],
        },
      },
      catalog: {
        rules: [{ allow: ['Component', 'Group', 'Location', 'Offering'] }],
        locations: [{ type: 'file', target: file }],
        stitchingStrategy: {
          mode: 'deferred',
          pollingInterval: { milliseconds: 100 },
        },
      },
    };
  }

  async start(): Promise<void> {
    this.#server = await startBackEnd({
      config: this.#config,
      features: FEATURES.registration,
      logLevel: 'error',
    });
    await this.#untilTheTeamIsThere();
  }

  /** No farewell: what was not committed is gone. */
  async kill(): Promise<void> {
    if (this.#server) await endBackEnd(this.#server, 'SIGKILL');
  }

  /** Undefined where the portal died before it answered. */
  async send(
    route: string,
    body?: object,
  ): Promise<{ status: number; body: unknown } | undefined> {
    try {
      const response = await fetch(`${this.#base}/api${route}`, {
        method: body ? 'POST' : 'GET',
        headers: {
          authorization: `Bearer ${this.#token}`,
          'content-type': 'application/json',
        },
        ...(body ? { body: JSON.stringify(body) } : {}),
      });
      return { status: response.status, body: await response.json() };
    } catch {
      return undefined;
    }
  }

  async #untilTheTeamIsThere(): Promise<void> {
    const until = Date.now() + 60_000;
    while (Date.now() < until) {
      const team = await this.send(
        '/catalog/entities/by-name/group/default/lanes',
      );
      if (team?.status === 200) return;
      await new Promise(resolve => {
        setTimeout(resolve, 250);
      });
    }
    throw new Error('The catalog does not have the team after a minute');
  }
}
