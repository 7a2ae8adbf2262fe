import type { CliContext, Register } from './context';
import { catalogOption, repoOption, type RepositoryOptions } from './options';
import type { ProposeOptions } from './propose';
import type { ProposalDocument } from './proposal';

/** Why nothing is proposed: nothing is to be done, or a person has to say something first. */
const refusals: ReadonlyMap<string, 0 | 3> = new Map([
  ['promotion/nothingToReturn', 0],
  ['promotion/unknownBaseline', 3],
] as const);

interface ReturnOptions extends RepositoryOptions, ProposeOptions {
  readonly from: string;
  readonly to: string;
  readonly into?: string;
  readonly commit?: string;
  readonly rolledBack?: boolean;
  readonly json?: boolean;
}

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
    .option('--dry-run', 'push nothing and open nothing; tell what would be')
    .option('--no-pr', 'push the branch, open no pull request')
    .option(...catalogOption)
    .option('--json', 'print one JSON document')
    .addHelpText('after', help)
    .action((options: ReturnOptions) => bringBack(options, context));
};

async function bringBack(options: ReturnOptions, context: CliContext): Promise<void> {
  const [{ openForProposal }, { planBetween }, { planBackflow }, { buildBackflow }, { PromotionError }, more] =
    await Promise.all([
      import('./openForProposal'),
      import('./planBetween'),
      import('../core/promotion/backflow/planBackflow'),
      import('../core/promotion/backflow/buildBackflow'),
      import('../core/promotion/errors'),
      import('./proposal'),
    ]);
  const [{ propose }, { firstOf }, { deploymentOf }, { serviceName }, { wayBackDryRun }] = await Promise.all([
    import('./propose'),
    import('./upstream'),
    import('./deploymentOf'),
    import('./telling'),
    import('./dryRun'),
  ]);
  const { from, to } = options;
  const intoOf = (service: Parameters<typeof firstOf>[1]) => options.into ?? firstOf(from, service);
  const opened = await openForProposal(options, (service) => [...new Set([from, to, intoOf(service)])], context);
  const into = intoOf(opened.service);
  const nothing: ProposalDocument = {
    branch: null,
    commit: null,
    tree: null,
    base: { branch: into, commit: opened.heads.get(into) ?? null },
  };
  try {
    const { plan } = await planBetween(opened, { from, to }, context);
    const commit = options.commit === undefined ? undefined : await deploymentOf(options.commit, to, opened);
    const backflow = await planBackflow(opened.memory, {
      kind: options.rolledBack ? 'rolledBack' : 'hotfix',
      plan,
      into: { branch: into, head: opened.heads.get(into) },
      ...(commit === undefined ? {} : { commit }),
    });
    if (backflow.tree === null) {
      const told = `${into} changed the same content differently: settle it there by hand.`;
      more.printRefusal({ ...nothing, conflicts: backflow.conflicts }, told, options, context);
      context.exit(3);
      return;
    }
    const candidate = await buildBackflow(opened.memory, backflow, {
      service: serviceName(opened),
      template: opened.service.pullRequests?.[options.rolledBack ? 'takeBack' : 'return'],
    });
    const proposed = await propose(opened, candidate, options, context);
    const document = options.dryRun
      ? { ...proposed, dryRun: await wayBackDryRun(opened, candidate, [], options, context) }
      : proposed;
    const text = () => more.proposalText(candidate, document, { pushed: !options.dryRun });
    context.print(options.json ? JSON.stringify(document, null, 2) : text());
    context.exit(options.dryRun ? 2 : 0);
  } catch (error) {
    const exit = error instanceof PromotionError ? refusals.get(error.code) : undefined;
    if (!(error instanceof PromotionError) || exit === undefined) throw error;
    more.printRefusal(nothing, error.message, options, context);
    context.exit(exit);
  } finally {
    opened.dispose();
  }
}
