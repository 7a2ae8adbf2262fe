import type { PlanMemory } from '../../../core/promotion/edge';
import type { PromotionHead } from '../../../core/catalog/catalog';
import { engineRefusal } from '../../../core/change/engine/refusal';
import { preparePromotion } from '../../../core/change/preparePromotion';
import { promotableHeads } from '../../../core/promotion/candidate';
import { itemsNamed } from '../../../core/promotion/choice/named';
import { itemsOfCommits } from '../../../core/promotion/choice/ofCommits';
import { PromotionError } from '../../../core/promotion/errors';
import type { ContentKey, Plan } from '../../../core/promotion/plan';
import type { PreparedPlan } from '../../../core/promotion/planEdge';
import { inEnglish } from '../../../core/support/message';
import type { CliContext } from '../../context';
import { codeDocument } from '../../output/codeDocument';
import { promotionDryRun } from '../../output/dryRun';
import { printProposal, printRefusal, type ProposalDocument } from '../../output/proposal';
import { propose } from '../../output/propose';
import { placeText } from '../../output/text';
import { changeSetting, changeTarget } from '../../repository/changeSetting';
import { codeSources } from '../../repository/code';
import { edgeBetween, gatesBetween } from '../../repository/gates';
import { landingRules } from '../../repository/landingRules';
import { ownerDocument, ownerOf, tellUnasked } from '../../repository/owner';
import { openForProposal } from '../../repository/openForProposal';
import type { ProposeOptions, RepositoryOptions } from '../../repository/options';
import type { OpenRepository } from '../../repository/openRepository';
import { planBetween } from '../../repository/planBetween';

export interface PromoteOptions extends RepositoryOptions, ProposeOptions {
  readonly from: string;
  readonly to: string;
  readonly includeReintroduced?: boolean;
  readonly head?: PromotionHead;
  readonly requireGates?: boolean;
  readonly unknownOwner?: boolean;
  readonly code?: boolean;
  readonly only?: readonly string[];
  readonly commit?: readonly string[];
  readonly json?: boolean;
}

/** Proposes what is pending on an edge, or says why not. */
export async function promote(options: PromoteOptions, context: CliContext): Promise<void> {
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
      await proposePromotion(opened, prepared, nothing, options, context);
    } catch (error) {
      if (!(error instanceof PromotionError)) throw error;
      const refusal = refusalOf(error, plan);
      if (!refusal) throw error;
      printRefusal({ ...nothing, ...refusal.because }, refusal.said, options, context);
      context.exit(refusal.exit);
    }
  } finally {
    opened.dispose();
  }
}

async function proposePromotion(
  opened: OpenRepository,
  prepared: PreparedPlan,
  nothing: ProposalDocument,
  options: PromoteOptions,
  context: CliContext,
): Promise<void> {
  const { from, to, head, includeReintroduced = false, dryRun = false } = options;
  const { plan } = prepared;
  const items = await itemsMeant(options, plan, opened.memory, context);
  const path = edgeBetween(opened, { from, to });
  const landing = await landingRules(opened, path, options, context);
  const [gates, owner] = await Promise.all([
    gatesBetween(opened, { from, to }, plan.source.commit, { ...options, online: options.pr }, context),
    ownerOf(opened, to, context),
  ]);
  const wish = { includeReintroduced, head, ...(items ? { items } : {}) };
  const change = await preparePromotion(
    changeSetting(opened, codeSources(opened, { ...options, online: options.pr }, context)),
    { prepared, wish, path, gates, isShown: dryRun },
    { ...changeTarget(opened, to), landing },
    context.signal,
  );
  const gatesFound = {
    ...(gates.told ? { gates: gates.told } : {}),
    ...(owner ? { owner: ownerDocument(owner) } : {}),
  };
  const rival = engineRefusal(owner, to, options.unknownOwner);
  if (rival && !dryRun) {
    const flag = owner?.kind === 'unknown' ? ' (--unknown-owner)' : '';
    printRefusal({ ...nothing, ...gatesFound }, `${inEnglish(rival)}${flag}`, options, context);
    context.exit(3);
    return;
  }
  if (options.requireGates && gates.verdict?.kind !== 'passed') {
    const why = gates.verdict ? 'Not all gates are passed.' : `The catalog has no promotion from ${from} to ${to}.`;
    printRefusal({ ...nothing, ...gatesFound }, `${why} (--require-gates)`, options, context);
    context.exit(3);
    return;
  }
  if (!dryRun) tellUnasked(owner, to, context);
  const proposed = await propose(opened, change, options, context);
  const reintroduces = change.items.filter(({ reintroduced }) => reintroduced);
  const document = {
    ...proposed,
    head: change.heads?.head,
    ...gatesFound,
    ...(change.code ? { code: codeDocument(change.code) } : {}),
    ...(reintroduces.length > 0 ? { reintroduces } : {}),
    ...(dryRun ? { dryRun: await promotionDryRun(opened, change, plan, options, context) } : {}),
  };
  printProposal(change.candidate, document, options, context);
  if (!rival) return;
  context.warn(inEnglish(rival));
  context.exit(3);
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

/** The items that `--only` and `--commit` name together; nothing where everything is meant. */
async function itemsMeant(
  { only = [], commit = [] }: PromoteOptions,
  plan: Plan,
  memory: PlanMemory,
  context: CliContext,
): Promise<readonly ContentKey[] | undefined> {
  if (only.length + commit.length === 0) return undefined;
  const ofCommits = commit.length > 0 ? await itemsOfCommits(memory, plan, commit) : { places: [], shared: [] };
  for (const place of ofCommits.shared) {
    context.warn(`${placeText(place)} was changed by other pending commits, too; its newest value travels.`);
  }
  return [...itemsNamed(plan.items, only), ...ofCommits.places];
}
