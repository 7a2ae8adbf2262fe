import type { Command } from 'commander';
import type { RollbackMode } from '../core/promotion/rollback/rollback';
import type { CliContext, Register } from './context';
import type { ProposeOptions } from './propose';
import type { ProposalDocument } from './proposal';
import { catalogOption, repoOption, type RepositoryOptions } from './options';
import type { OpenRepository } from './repository';

interface RollbackOptions extends RepositoryOptions, ProposeOptions {
  readonly branch: string;
  readonly to?: string;
  readonly undo?: readonly string[];
  readonly reason?: string;
  readonly json?: boolean;
}

const help = `
Two ways back, each by one commit on a branch of its own, rollback/<branch>/…, and a pull request:
  --to REV      restores the state that deployment REV had; what belongs to the environment stays.
                What else goes back with it (hotfixes, later changes) is listed as collateral.
  --undo REV…   takes back the change of each deployment named; everything later stays.

A deployment is a commit on the first-parent history of the branch; see branchline history.
The next promotion is held until a person says that what was rolled back may return.

Examples:
  $ branchline rollback --repo ./cart --branch prod --to prod~1 --dry-run
  $ branchline rollback --repo ./cart --branch prod --undo 3f2a91c07b --reason "checkout fails"`;

/** `branchline rollback`: the candidate branch and the pull request of a rollback. */
export const register: Register = (program, context) => {
  program
    .command('rollback')
    .description('propose an earlier state of a branch, or the undoing of deployments')
    .requiredOption(...repoOption)
    .requiredOption('--branch <branch>', 'the branch that is rolled back')
    .option('--to <rev>', 'restore the state of this deployment')
    .option('--undo <rev...>', 'undo the change of each of these deployments')
    .option('--reason <text>', 'why, for the record')
    .option('--dry-run', 'push nothing and open nothing; tell what would be')
    .option('--no-pr', 'push the branch, open no pull request')
    .option(...catalogOption)
    .option('--json', 'print one JSON document')
    .addHelpText('after', help)
    .action((options: RollbackOptions, command: Command) => {
      if ((options.to === undefined) === (options.undo === undefined)) {
        command.error('error: give either --to or --undo');
      }
      return rollback(options, context);
    });
};

async function rollback(options: RollbackOptions, context: CliContext): Promise<void> {
  const [{ openForProposal }, rollbacks, { PromotionError }, { propose }, proposal] = await Promise.all([
    import('./openForProposal'),
    import('../core/promotion/rollback/rollback'),
    import('../core/promotion/errors'),
    import('./propose'),
    import('./proposal'),
  ]);
  const { branch, reason } = options;
  const opened = await openForProposal(options, [branch], context);
  try {
    const head = opened.heads.get(branch);
    const nothing: ProposalDocument = {
      branch: null,
      commit: null,
      tree: head === undefined ? null : (await opened.repository.commit(head)).tree,
      base: { branch, commit: head ?? null },
    };
    try {
      const mode = await modeOf(options, opened);
      const request = { branch, head, mode, ...(reason === undefined ? {} : { reason }) };
      const plan = await rollbacks.planRollback(opened.memory, request, context.signal);
      if (plan.tree === null) {
        const refused = { ...nothing, tree: null, conflicts: plan.conflicts };
        const told = 'What was deployed later builds on it: it cannot be undone alone. Restore a state instead (--to).';
        proposal.printRefusal(refused, told, options, context);
        context.exit(3);
        return;
      }
      const candidate = await rollbacks.buildRollback(opened.memory, plan);
      const ensured = await propose(opened, candidate, options, context);
      const document = { ...proposal.documentOf(candidate, ensured), collateral: plan.collateral };
      const text = () => proposal.proposalText(candidate, document, { pushed: !options.dryRun });
      context.print(options.json ? JSON.stringify(document, null, 2) : text());
      context.exit(options.dryRun ? 2 : 0);
    } catch (error) {
      if (!(error instanceof PromotionError) || error.code !== 'promotion/alreadyThere') throw error;
      proposal.printRefusal(nothing, error.message, options, context);
    }
  } finally {
    opened.dispose();
  }
}

async function modeOf({ to, undo, branch }: RollbackOptions, opened: OpenRepository): Promise<RollbackMode> {
  const { deploymentOf } = await import('./deploymentOf');
  if (to !== undefined) return { kind: 'restore', to: await deploymentOf(to, branch, opened) };
  const deployments = await Promise.all((undo ?? []).map((revision) => deploymentOf(revision, branch, opened)));
  return { kind: 'undo', deployments };
}
