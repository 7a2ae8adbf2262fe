import type { Command } from 'commander';
import type { Register } from '../context';
import { catalogOption, codeOption, expectOption, plainHttpOption, repoOption } from '../repository/options';
import type { RollbackOptions } from './run/rollback';

const help = `
Two ways back, each by one commit on a branch of its own, rollback/<branch>/…, and a pull request:
  --to REV      restores the state that deployment REV had; what belongs to the environment stays.
                What else goes back with it (hotfixes, later changes) is listed as collateral.
  --to-healthy  the same for the newest earlier deployment whose pipeline passed, as the forge knows it.
                Where nothing says so of any of the last ten, that is what you are told.
  --undo REV…   takes back the change of each deployment named; everything later stays.

With --compare REV each way back is simulated and shown with its outcome, and nothing is changed.
A deployment is a commit on the first-parent history of the branch; see branchline history.
The next promotion is held until a person says that what was rolled back may return.

Examples:
  $ branchline rollback --repo ./cart --branch prod --to prod~1 --dry-run
  $ branchline rollback --repo ./cart --branch prod --to-healthy --reason "checkout fails"
  $ branchline rollback --repo ./cart --branch prod --undo 3f2a91c07b --reason "checkout fails"`;

/** `branchline rollback`: the candidate branch and the pull request of a rollback. */
export const register: Register = (program, context) => {
  program
    .command('rollback')
    .description('propose an earlier state of a branch, or the undoing of deployments')
    .requiredOption(...repoOption)
    .requiredOption('--branch <branch>', 'the branch that is rolled back')
    .option('--to <rev>', 'restore the state of this deployment')
    .option('--to-healthy', 'restore the state of the newest earlier deployment whose pipeline passed')
    .option('--undo <rev...>', 'undo the change of each of these deployments')
    .option('--compare <rev>', 'show what each way back from this deployment would do; change nothing')
    .option('--stop-automation', 'also stop what writes images into the branch, where that lies in the repository')
    .option('--reason <text>', 'why, for the record')
    .option(...codeOption)
    .option(...plainHttpOption)
    .option(...expectOption)
    .option('--dry-run', 'push nothing and open nothing; tell what would be')
    .option('--no-pr', 'push the branch, open no pull request')
    .option(...catalogOption)
    .option('--json', 'print one JSON document')
    .addHelpText('after', help)
    .action(async (options: RollbackOptions, command: Command) => {
      const { to, toHealthy, undo, compare } = options;
      if ([to, toHealthy, undo, compare].filter((given) => given !== undefined).length !== 1) {
        command.error('error: give one of --to, --to-healthy, --undo and --compare');
      }
      const { rollback } = await import('./run/rollback');
      await rollback(options, context);
    });
};
