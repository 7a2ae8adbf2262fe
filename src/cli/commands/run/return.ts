import { prepareBackflow } from '../../../core/change/prepareBackflow';
import { planBackflow } from '../../../core/promotion/backflow/planBackflow';
import { PromotionError } from '../../../core/promotion/errors';
import type { CliContext } from '../../context';
import { codeDocument } from '../../output/codeDocument';
import { wayBackDryRun } from '../../output/dryRun';
import { printProposal, printRefusal, type ProposalDocument } from '../../output/proposal';
import { propose } from '../../output/propose';
import { changeSetting, changeTarget } from '../../repository/changeSetting';
import { codeSources } from '../../repository/code';
import { deploymentOf } from '../../repository/deploymentOf';
import type { KnownService } from '../../repository/knownService';
import { warnOfEngine } from '../../repository/owner';
import { openForProposal } from '../../repository/openForProposal';
import type { CodeOptions, ProposeOptions, RepositoryOptions } from '../../repository/options';
import type { OpenRepository } from '../../repository/openRepository';
import { planBetween } from '../../repository/planBetween';
import { firstOf } from '../../repository/upstream';

export interface ReturnOptions extends RepositoryOptions, ProposeOptions, CodeOptions {
  readonly from: string;
  readonly to: string;
  readonly into?: string;
  readonly commit?: string;
  readonly rolledBack?: boolean;
  readonly json?: boolean;
}

/** Why nothing is proposed: nothing is to be done, or a person has to say something first. */
const refusals: ReadonlyMap<string, 0 | 3> = new Map([
  ['promotion/nothingToReturn', 0],
  ['promotion/unknownBaseline', 3],
] as const);

/** Proposes to an earlier branch what only a later one has, or says why not. */
export async function bringBack(options: ReturnOptions, context: CliContext): Promise<void> {
  const { from, to } = options;
  const intoOf = (service: KnownService) => options.into ?? firstOf(from, service);
  const opened = await openForProposal(options, (service) => [...new Set([from, to, intoOf(service)])], context);
  const into = intoOf(opened.service);
  const nothing: ProposalDocument = {
    branch: null,
    commit: null,
    tree: null,
    base: { branch: into, commit: opened.heads.get(into) ?? null },
  };
  try {
    await proposeReturn(opened, into, nothing, options, context);
  } catch (error) {
    const exit = error instanceof PromotionError ? refusals.get(error.code) : undefined;
    if (!(error instanceof PromotionError) || exit === undefined) throw error;
    printRefusal(nothing, error.message, options, context);
    context.exit(exit);
  } finally {
    opened.dispose();
  }
}

async function proposeReturn(
  opened: OpenRepository,
  into: string,
  nothing: ProposalDocument,
  options: ReturnOptions,
  context: CliContext,
): Promise<void> {
  const { from, to, dryRun } = options;
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
    printRefusal({ ...nothing, conflicts: backflow.conflicts }, told, options, context);
    context.exit(3);
    return;
  }
  const setting = changeSetting(opened, codeSources(opened, { ...options, online: options.pr }, context));
  const change = await prepareBackflow(setting, backflow, changeTarget(opened, into), context.signal);
  const [proposed] = await Promise.all([
    propose(opened, change, options, context),
    warnOfEngine(opened, into, context),
  ]);
  const document = {
    ...proposed,
    ...(change.code ? { code: codeDocument(change.code) } : {}),
    ...(dryRun ? { dryRun: await wayBackDryRun(opened, change.candidate, [], options, context) } : {}),
  };
  printProposal(change.candidate, document, options, context);
}
