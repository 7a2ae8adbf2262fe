import { Option } from 'commander';
import type { PromotionHead } from '../core/catalog/catalog';
import type { CliContext, Register } from './context';
import type { ProposeOptions } from './propose';
import type { ProposalDocument } from './proposal';
import type { PromotionChoice } from '../core/promotion/candidate';
import type { Choice } from '../core/promotion/choice/choose';
import type { PromotionError } from '../core/promotion/errors';
import type { Plan } from '../core/promotion/plan';
import type { PlanMemory } from '../core/promotion/planEdge';
import type { FoundGates } from './gates';
import type { OpenRepository } from './repository';
import { placeText } from './text';
import { catalogOption, repoOption, type RepositoryOptions } from './options';

interface PromoteOptions extends RepositoryOptions, ProposeOptions {
  readonly from: string;
  readonly to: string;
  readonly includeReintroduced?: boolean;
  readonly head?: PromotionHead;
  readonly requireGates?: boolean;
  readonly only?: readonly string[];
  readonly commit?: readonly string[];
  readonly json?: boolean;
}

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
    .option('--supersede', 'open a new pull request and close the older one, instead of updating it')
    .option('--dry-run', 'push nothing and open nothing; tell what would be')
    .option('--no-pr', 'push the branch, open no pull request')
    .option(...catalogOption)
    .option('--json', 'print one JSON document')
    .addHelpText('after', help)
    .action((options: PromoteOptions) => promote(options, context));
};

async function promote(options: PromoteOptions, context: CliContext): Promise<void> {
  const [
    { openForProposal },
    { planBetween },
    { buildPromotion, promotableHeads },
    { PromotionError },
    { propose },
    proposal,
    telling,
    { headsFor },
    { promotionDryRun },
    { evidenceOf },
    { gatesToRecord },
  ] = await Promise.all([
    import('./openForProposal'),
    import('./planBetween'),
    import('../core/promotion/candidate'),
    import('../core/promotion/errors'),
    import('./propose'),
    import('./proposal'),
    import('./telling'),
    import('./heads'),
    import('./dryRun'),
    import('../core/fleet/gates/pipeline'),
    import('../core/fleet/gates/gate'),
  ]);
  const { from, to } = options;
  const opened = await openForProposal(options, [from, to], context);
  try {
    const prepared = await planBetween(opened, { from, to }, context);
    const { plan } = prepared;
    const nothing: ProposalDocument = {
      branch: null,
      commit: null,
      tree: plan.prediction.tree,
      base: { branch: to, commit: plan.target.commit },
    };
    try {
      promotableHeads(plan);
      const items = await choiceOf(options, plan, opened.memory, context);
      const heads = await headsFor(opened, plan, items.kind !== 'all', options, context);
      const choice: PromotionChoice = {
        items,
        head: heads.head,
        reintroduced: options.includeReintroduced ? 'include' : 'refuse',
      };
      const found = await gatesFor(options, plan, opened, context);
      const gatesFound = found.told ? { gates: found.told } : {};
      const candidate = await buildPromotion(opened.memory, prepared, choice, {
        service: telling.serviceName(opened),
        template: opened.service.pullRequests?.promotion,
        pipeline: found.pipeline && evidenceOf(found.pipeline),
        gates: found.verdict ? gatesToRecord(found.verdict, found.pipeline) : [],
      });
      if (options.requireGates && found.verdict?.kind !== 'passed') {
        const why = found.verdict ? 'Not all gates are passed.' : `The catalog has no promotion from ${from} to ${to}.`;
        proposal.printRefusal({ ...nothing, ...gatesFound }, `${why} (--require-gates)`, options, context);
        context.exit(3);
        return;
      }
      const proposed = await propose(opened, candidate, options, context);
      const reintroduces = candidate.items.filter(({ reintroduced }) => reintroduced);
      const document = {
        ...proposed,
        head: heads.head,
        ...gatesFound,
        ...(reintroduces.length > 0 ? { reintroduces } : {}),
        ...(options.dryRun
          ? { dryRun: await promotionDryRun(opened, prepared, heads, candidate, options, context) }
          : {}),
      };
      const text = () => proposal.proposalText(candidate, document, { pushed: !options.dryRun });
      context.print(options.json ? JSON.stringify(document, null, 2) : text());
      context.exit(options.dryRun ? 2 : 0);
    } catch (error) {
      if (!(error instanceof PromotionError)) throw error;
      const refusal = refusalOf(error, plan);
      if (!refusal) throw error;
      proposal.printRefusal({ ...nothing, ...refusal.because }, refusal.said, options, context);
      context.exit(refusal.exit);
    }
  } finally {
    opened.dispose();
  }
}

/** Why nothing is proposed, and whether a person has to decide; nothing for an error. */
function refusalOf(
  { code, message }: PromotionError,
  { items, conflicts }: Plan,
): { readonly said: string; readonly exit: 0 | 3; readonly because?: Partial<ProposalDocument> } | undefined {
  switch (code) {
    case 'promotion/nothingToDo':
      return { said: message, exit: 0 };
    case 'promotion/held': {
      const reintroduces = items.filter(({ reintroduced }) => reintroduced);
      return { said: `${message} (--include-reintroduced)`, exit: 3, because: { reintroduces } };
    }
    case 'promotion/headRefused':
      return { said: message, exit: 3 };
    case 'promotion/conflict':
    case 'promotion/unknownBaseline':
      return { said: message, exit: 3, because: { conflicts } };
    default:
      return undefined;
  }
}

/** The gates of what is pending. Without a pull request and without a catalog nobody reads of the pipeline. */
async function gatesFor(
  options: PromoteOptions,
  plan: Plan,
  opened: OpenRepository,
  context: CliContext,
): Promise<FoundGates> {
  const { gatesBetween } = await import('./gates');
  const { from, to } = options;
  return gatesBetween(opened, { from, to }, plan.source.commit, { ...options, online: options.pr }, context);
}

/** What of the plan is meant by `--only` and `--commit`: everything, or the items that they name together. */
async function choiceOf(
  { only = [], commit = [] }: PromoteOptions,
  plan: Plan,
  memory: PlanMemory,
  context: CliContext,
): Promise<Choice> {
  if (only.length + commit.length === 0) return { kind: 'all' };
  const [{ itemsNamed }, { itemsOfCommits }] = await Promise.all([
    import('../core/promotion/choice/named'),
    import('../core/promotion/choice/ofCommits'),
  ]);
  const ofCommits = commit.length > 0 ? await itemsOfCommits(memory, plan, commit) : { places: [], shared: [] };
  for (const place of ofCommits.shared) {
    context.warn(`${placeText(place)} was changed by other pending commits, too; its newest value travels.`);
  }
  return { kind: 'places', places: [...itemsNamed(plan.items, only), ...ofCommits.places] };
}
