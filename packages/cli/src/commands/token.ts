import { Command } from 'commander';
import { localToken } from '../localToken';

export function addTokenCommand(program: Command) {
  program
    .command('token')
    .description('print the token of the local subject, and nothing else')
    .action(() => {
      process.stdout.write(`${localToken()}\n`);
    });
}
