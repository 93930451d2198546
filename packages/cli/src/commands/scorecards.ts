import { Command } from 'commander';

export function addScorecardsCommand(program: Command) {
  program
    .command('scorecards')
    .description('validate or dry-run the definition of a scorecard');
}
