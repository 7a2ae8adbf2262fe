import * as vscode from 'vscode';
import type { PullRequest } from '../../../core/forge/types';
import { shownLine } from '../../../core/manifest/secrecy/commits';
import { openWeb } from '../../openWeb';
import { ProposalNode } from '../../tree/proposalNode';
import { plainText } from '../../words/markdown';
import { command } from '../command';
import { targetsOf } from '../support/targets';
import { pullRequestsMeant, type FoundPullRequest } from './pullRequestsMeant';

/** Opens a pull request of the fleet in the browser. */
export const openPullRequest = command('branchline.openPullRequest', async (app, args) => {
  const [row] = args;
  if (row instanceof ProposalNode) {
    await openWeb(row.proposal.pullRequest.webUrl);
    return;
  }
  const pullRequest = await pick(pullRequestsMeant(app.fleet.snapshot, targetsOf(args), numberIn(args)));
  if (pullRequest) await openWeb(pullRequest.webUrl);
});

async function pick(found: readonly FoundPullRequest[]): Promise<PullRequest | undefined> {
  const [only] = found;
  if (found.length === 1) return only?.pullRequest;
  const picked = await vscode.window.showQuickPick(found.map(choice), {
    ignoreFocusOut: true,
    title: vscode.l10n.t('Open which pull request?'),
  });
  return picked?.pullRequest;
}

function choice({ service, where, pullRequest }: FoundPullRequest) {
  return {
    label: `$(git-pull-request) ${service} #${pullRequest.number}`,
    description: where,
    detail: plainText(shownLine(pullRequest.title)),
    pullRequest,
  };
}

function numberIn([first]: readonly unknown[]): number | undefined {
  if (typeof first !== 'object' || first === null || !('number' in first)) return undefined;
  return typeof first.number === 'number' ? first.number : undefined;
}
