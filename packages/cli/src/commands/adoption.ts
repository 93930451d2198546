import type { AdoptionRow } from '@mli/plugin-insights-common';
import { Command } from 'commander';
import { ConnectionOptions, PortalClient, withConnection } from '../client';
import { printJson, printTable } from '../output';

interface AdoptionOptions extends ConnectionOptions {
  team?: string;
  offering?: string;
  at?: string;
  json?: boolean;
}

export function addAdoptionCommand(program: Command) {
  const command = program
    .command('adoption')
    .description(
      'which team uses which offering: what it says, what its runs show',
    )
    .option('--team <team>', 'only this team')
    .option('--offering <offering>', 'only this offering')
    .option('--at <day>', 'as of this day')
    .option('--json', 'print the answer as JSON');
  withConnection(command).action(async (options: AdoptionOptions) => {
    const client = new PortalClient(options);
    const items: AdoptionRow[] = [];
    let cursor: string | undefined;
    do {
      const page = await client.get('/api/insights/adoption', {
        team: options.team,
        offering: options.offering,
        at: options.at,
        cursor,
      });
      items.push(...page.items);
      cursor = page.nextCursor;
    } while (cursor);
    if (options.json) {
      printJson({ items });
      return;
    }
    printTable(
      ['team', 'offering', 'observed', 'declared', 'status', 'since'],
      items.map(row => [
        row.team,
        row.offering,
        row.observed,
        row.declared,
        row.status,
        row.adoptionDate,
      ]),
    );
  });
}
