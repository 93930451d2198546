import { Command, CommanderError } from 'commander';
import { RefusedError, UsageError } from './errors';
import { addAdoptionCommand } from './commands/adoption';
import { addImportCommand } from './commands/import';
import { addMetricsCommand } from './commands/metrics';
import { addRegisterCommand } from './commands/register';
import { addScorecardsCommand } from './commands/scorecards';
import { addTokenCommand } from './commands/token';

/** Exit status of every command: done, refused or failed (with a sentence), wrong usage. */
export const EXIT = { done: 0, failed: 1, usage: 2 } as const;

/** Runs one command line and returns its exit status; never throws. */
export async function main(args: readonly string[]): Promise<number> {
  const program = new Command('mli')
    .description('Command line of the MLI portal')
    .exitOverride()
    .showHelpAfterError('(mli --help shows the commands)');
  addImportCommand(program);
  addMetricsCommand(program);
  addAdoptionCommand(program);
  addRegisterCommand(program);
  addScorecardsCommand(program);
  addTokenCommand(program);
  for (const command of descendants(program)) command.exitOverride();

  try {
    await program.parseAsync(args, { from: 'user' });
    return EXIT.done;
  } catch (error) {
    return exitStatusOf(error);
  }
}

function descendants(command: Command): Command[] {
  return command.commands.flatMap(child => [
    child as Command,
    ...descendants(child as Command),
  ]);
}

function exitStatusOf(error: unknown): number {
  if (error instanceof CommanderError) {
    // Help that was asked for is no error; commander has printed everything else already.
    return error.exitCode === 0 ? EXIT.done : EXIT.usage;
  }
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`${message}\n`);
  if (error instanceof UsageError) return EXIT.usage;
  if (!(error instanceof RefusedError) && process.env.MLI_DEBUG) {
    process.stderr.write(`${error instanceof Error ? error.stack : ''}\n`);
  }
  return EXIT.failed;
}
