import type { Register } from '../context';
import { catalogOption, codeOption, expectOption, plainHttpOption, repoOption } from '../repository/options';
import type { ReturnOptions } from './run/return';

const help = `
A hotfix is content of the target that its upstream lacks, outside what belongs to the environment. It goes once, to
the first branch of the way (or --into), and comes down from there as everything does. However it came there, by this
command, by hand or in part of another commit, it counts as returned once the content is there.

With --rolled-back, what a rollback took from the target is taken back on the first branch, too, so that no later
promotion brings it back.

Examples:
  $ branchline return --repo ./cart --from test --to prod --dry-run
  $ branchline return --repo ./cart --from test --to prod --commit 3f2a91c07b
  $ branchline return --repo ./cart --from test --to prod --rolled-back`;

/** `branchline return`: brings to the first branch what only a later one has. */
export const register: Register = (program, context) => {
  program
    .command('return')
    .description('propose to the first branch what only a later one has: a hotfix, or what a rollback restored')
    .requiredOption(...repoOption)
    .requiredOption('--from <branch>', 'the branch that lacks it')
    .requiredOption('--to <branch>', 'the branch that has it')
    .option('--into <branch>', 'the branch that it is brought to (default: the first of the way)')
    .option('--commit <rev>', 'only what this deployment set')
    .option('--rolled-back', 'what a rollback restored, instead of hotfixes')
    .option(...codeOption)
    .option(...plainHttpOption)
    .option(...expectOption)
    .option('--dry-run', 'push nothing and open nothing; tell what would be')
    .option('--no-pr', 'push the branch, open no pull request')
    .option(...catalogOption)
    .option('--json', 'print one JSON document')
    .addHelpText('after', help)
    .action(async (options: ReturnOptions) => {
      const { bringBack } = await import('./run/return');
      await bringBack(options, context);
    });
};
