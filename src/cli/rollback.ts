import type { Command } from 'commander';
import type { RollbackMode, RollbackPlan } from '../core/promotion/rollback/rollback';
import type { CliContext, Register } from './context';
import type { ProposeOptions } from './propose';
import type { ProposalDocument } from './proposal';
import { upstreamHeads, upstreamOf } from './upstream';
import { catalogOption, repoOption, type RepositoryOptions } from './options';
import type { OpenRepository } from './repository';

interface RollbackOptions extends RepositoryOptions, ProposeOptions {
  readonly branch: string;
  readonly to?: string;
  readonly toHealthy?: boolean;
  readonly undo?: readonly string[];
  readonly compare?: string;
  readonly stopAutomation?: boolean;
  readonly reason?: string;
  readonly json?: boolean;
}

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
    .option('--dry-run', 'push nothing and open nothing; tell what would be')
    .option('--no-pr', 'push the branch, open no pull request')
    .option(...catalogOption)
    .option('--json', 'print one JSON document')
    .addHelpText('after', help)
    .action((options: RollbackOptions, command: Command) => {
      const { to, toHealthy, undo, compare } = options;
      if ([to, toHealthy, undo, compare].filter((given) => given !== undefined).length !== 1) {
        command.error('error: give one of --to, --to-healthy, --undo and --compare');
      }
      return rollback(options, context);
    });
};

async function rollback(options: RollbackOptions, context: CliContext): Promise<void> {
  const [
    { openForProposal },
    rollbacks,
    { PromotionError },
    { propose },
    proposal,
    { serviceName },
    { healthyBefore, healthyText },
    { wayBackDryRun },
  ] = await Promise.all([
    import('./openForProposal'),
    import('../core/promotion/rollback/rollback'),
    import('../core/promotion/errors'),
    import('./propose'),
    import('./proposal'),
    import('./telling'),
    import('./healthyBefore'),
    import('./dryRun'),
  ]);
  const { branch, reason } = options;
  const opened = await openForProposal(options, (service) => [branch, ...upstreamOf(branch, service)], context);
  try {
    const head = opened.heads.get(branch);
    if (head === undefined) throw PromotionError.branchMissing(branch);
    if (options.compare !== undefined) {
      const { compareRollbacks } = await import('./compareRollbacks');
      const compared = { branch, head, revision: options.compare, json: options.json === true };
      await compareRollbacks(opened, compared, context);
      return;
    }
    const nothing: ProposalDocument = {
      branch: null,
      commit: null,
      tree: (await opened.repository.commit(head)).tree,
      base: { branch, commit: head },
    };
    try {
      const healthy = options.toHealthy ? await healthyBefore(head, opened, context) : undefined;
      if (healthy?.kind === 'unknown') {
        proposal.printRefusal(nothing, `${healthy.said} Name a deployment (--to).`, options, context);
        context.exit(3);
        return;
      }
      const mode = healthy ? { kind: 'restore' as const, to: healthy.deployment.sha } : await modeOf(options, opened);
      const upstream = upstreamHeads(branch, opened);
      const request = {
        branch,
        head,
        mode,
        upstream,
        ...(reason === undefined ? {} : { reason }),
        ...(options.stopAutomation ? { stopAutomation: true } : {}),
      };
      const plan = await rollbacks.planRollback(opened.memory, request, context.signal);
      if (plan.tree === null) {
        const refused = { ...nothing, tree: null, conflicts: plan.conflicts };
        const told = 'What was deployed later builds on it: it cannot be undone alone. Restore a state instead (--to).';
        proposal.printRefusal(refused, told, options, context);
        context.exit(3);
        return;
      }
      const candidate = await rollbacks.buildRollback(opened.memory, plan, {
        service: serviceName(opened),
        template: opened.service.pullRequests?.rollback,
      });
      const proposed = await propose(opened, candidate, options, context);
      const { collateral, automation } = plan;
      const document = {
        ...proposed,
        collateral,
        automation,
        ...(healthy ? { healthy: healthy.evidence } : {}),
        ...(options.dryRun ? { dryRun: await wayBackDryRun(opened, candidate, plan.untouched, options, context) } : {}),
      };
      warnOf(plan, context);
      const text = () =>
        [
          ...(healthy ? [healthyText(healthy.evidence)] : []),
          proposal.proposalText(candidate, document, { pushed: !options.dryRun }),
        ].join('\n');
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

/** What may undo the rollback, or makes it doubtful what was ever deployed. */
function warnOf({ automation, stopped, fastForward }: RollbackPlan, context: CliContext): void {
  const writers = new Set(automation.map((found) => (found.kind === 'bot' ? found.author : found.path)));
  if (writers.size > 0 && stopped.length === 0) {
    const told = `images are written here automatically and may undo this: ${[...writers].join(', ')}`;
    context.warn(`branchline: ${told} (--stop-automation)`);
  }
  if (fastForward) {
    const { merge, onto, previous } = fastForward;
    const told = `the branch was moved onto ${merge} of ${onto}: what lies below was never deployed from here`;
    context.warn(`branchline: ${told}; before, the branch held ${previous}`);
  }
}
