import { prepareRollback } from '../../../core/change/prepareRollback';
import { PromotionError } from '../../../core/promotion/errors';
import { planRollback, type RollbackMode, type RollbackPlan } from '../../../core/promotion/rollback/rollback';
import type { Sha } from '../../../core/support/sha';
import type { CliContext } from '../../context';
import { codeDocument } from '../../output/codeDocument';
import { wayBackDryRun } from '../../output/dryRun';
import { printProposal, printRefusal, type ProposalDocument } from '../../output/proposal';
import { propose } from '../../output/propose';
import { changeSetting, changeTarget } from '../../repository/changeSetting';
import { codeSources } from '../../repository/code';
import { deploymentOf } from '../../repository/deploymentOf';
import { healthyBefore, healthyText } from '../../repository/healthyBefore';
import { openForProposal } from '../../repository/openForProposal';
import { warnOfEngine } from '../../repository/owner';
import type { ProposeOptions, RepositoryOptions } from '../../repository/options';
import type { OpenRepository } from '../../repository/openRepository';
import { upstreamHeads, upstreamOf } from '../../repository/upstream';
import { compareRollbacks } from '../compareRollbacks';

export interface RollbackOptions extends RepositoryOptions, ProposeOptions {
  readonly branch: string;
  readonly to?: string;
  readonly toHealthy?: boolean;
  readonly undo?: readonly string[];
  readonly compare?: string;
  readonly stopAutomation?: boolean;
  readonly code?: boolean;
  readonly reason?: string;
  readonly json?: boolean;
}

/** Proposes a way back of a branch, or says why not. */
export async function rollback(options: RollbackOptions, context: CliContext): Promise<void> {
  const { branch } = options;
  const opened = await openForProposal(options, (service) => [branch, ...upstreamOf(branch, service)], context);
  try {
    const head = opened.heads.get(branch);
    if (head === undefined) throw PromotionError.branchMissing(branch);
    if (options.compare !== undefined) {
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
      await proposeRollback(opened, head, nothing, options, context);
    } catch (error) {
      if (!(error instanceof PromotionError) || error.code !== 'promotion/alreadyThere') throw error;
      printRefusal(nothing, error.message, options, context);
    }
  } finally {
    opened.dispose();
  }
}

async function proposeRollback(
  opened: OpenRepository,
  head: Sha,
  nothing: ProposalDocument,
  options: RollbackOptions,
  context: CliContext,
): Promise<void> {
  const { branch, reason, dryRun, stopAutomation } = options;
  const healthy = options.toHealthy ? await healthyBefore(head, opened, context) : undefined;
  if (healthy?.kind === 'unknown') {
    printRefusal(nothing, `${healthy.said} Name a deployment (--to).`, options, context);
    context.exit(3);
    return;
  }
  const mode = healthy ? { kind: 'restore' as const, to: healthy.deployment.sha } : await modeOf(options, opened);
  const request = {
    branch,
    head,
    mode,
    upstream: upstreamHeads(branch, opened),
    ...(reason === undefined ? {} : { reason }),
    ...(stopAutomation ? { stopAutomation } : {}),
  };
  const plan = await planRollback(opened.memory, request, context.signal);
  if (plan.tree === null) {
    const refused = { ...nothing, tree: null, conflicts: plan.conflicts };
    const told = 'What was deployed later builds on it: it cannot be undone alone. Restore a state instead (--to).';
    printRefusal(refused, told, options, context);
    context.exit(3);
    return;
  }
  const setting = changeSetting(opened, codeSources(opened, { ...options, online: options.pr }, context));
  const change = await prepareRollback(setting, plan, changeTarget(opened, branch), context.signal);
  const [proposed] = await Promise.all([
    propose(opened, change, options, context),
    warnOfEngine(opened, branch, context),
  ]);
  const document = {
    ...proposed,
    ...(change.code ? { code: codeDocument(change.code) } : {}),
    collateral: plan.collateral,
    automation: plan.automation,
    ...(healthy ? { healthy: healthy.evidence } : {}),
    ...(dryRun ? { dryRun: await wayBackDryRun(opened, change.candidate, plan.untouched, options, context) } : {}),
  };
  warnOf(plan, context);
  printProposal(change.candidate, document, options, context, healthy ? [healthyText(healthy.evidence)] : []);
}

async function modeOf({ to, undo, branch }: RollbackOptions, opened: OpenRepository): Promise<RollbackMode> {
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
