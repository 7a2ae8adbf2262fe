import { Option } from 'commander';
import type { Register } from '../context';
import {
  catalogOption,
  codeOption,
  expectOption,
  plainHttpOption,
  repoOption,
  unknownOwnerOption,
} from '../repository/options';
import type { PromoteOptions } from './run/promote';

const help = `
The pull request comes from a branch of its own, promote/<from>-to-<to>/<commit>, with one commit on top of
the target: what stays as it is on the target stays. No environment branch is ever pushed to. Doing it twice
gives one pull request; one that is open for the same two branches takes what came since. What a person added
to its branch is never overwritten.

A part may travel alone; the rest stays pending:
  --only cart.yaml                        a file; base/ means a folder
  --only cart.yaml#spec.replicas          a key, or all keys below it; items of lists: containers[name=web].image
  --only all.yaml#apps/Deployment/web#spec.replicas    the same, in a file of several objects
  --commit 3f2a91c07b                     what this commit changed (its newest values)

What it comes from may be chosen where the repository allows it; --dry-run says what is possible, and why not:
  --head commit    the branch of its own with one commit: lands the same by merge, squash and rebase (default)
  --head merge     the same as a merge of the source: lists its commits, and a merge keeps the ancestry
  --head source    the source branch itself, where git's own merge gives exactly what is shown; nothing is pushed

What the catalog asks for between the two branches (pipeline, soak, freeze) is looked at and told. It stops nothing,
unless --require-gates is given: then nothing is pushed where one of them is not passed or not known (exit 3).

Where Kargo or GitOps Promoter moves the target, nothing is opened beside it: what it waits for, its pull request and its
own command are told (exit 3). It is looked for in the cluster that the catalog names for the target, where the kubeconfig
knows it; where that may not be read, --unknown-owner says that it is yours to decide.

The token for the forge comes from BRANCHLINE_TOKEN_<HOST> or BRANCHLINE_TOKEN, else from git's credentials.

Examples:
  $ branchline promote --repo ./cart --from dev --to test --dry-run
  $ branchline promote --repo https://git.example.com/gitops/cart.git --from test --to prod
  $ branchline promote --repo ./cart --from dev --to test --include-reintroduced
  $ branchline promote --repo ./cart --from dev --to test --only 'cart.yaml#spec.template'`;

/** `branchline promote`: the candidate branch and the pull request of an edge. */
export const register: Register = (program, context) => {
  program
    .command('promote')
    .description('propose what is pending on one branch to the next: a branch and a pull request')
    .requiredOption(...repoOption)
    .requiredOption('--from <branch>', 'the branch that is promoted')
    .requiredOption('--to <branch>', 'the branch that it is promoted to')
    .option('--only <items...>', 'only these items; repeat it or name several')
    .option('--commit <commits...>', 'only what these pending commits changed')
    .option('--include-reintroduced', 'also what was rolled back before and would return')
    .addOption(new Option('--head <kind>', 'what the pull request comes from').choices(['commit', 'merge', 'source']))
    .option('--require-gates', 'push nothing where a gate of the catalog is not passed, or not known')
    .option(...unknownOwnerOption)
    .option(...codeOption)
    .option(...plainHttpOption)
    .option('--supersede', 'open a new pull request and close the older one, instead of updating it')
    .option(...expectOption)
    .option('--dry-run', 'push nothing and open nothing; tell what would be')
    .option('--no-pr', 'push the branch, open no pull request')
    .option(...catalogOption)
    .option('--json', 'print one JSON document')
    .addHelpText('after', help)
    .action(async (options: PromoteOptions) => {
      const { promote } = await import('./run/promote');
      await promote(options, context);
    });
};
