import * as vscode from 'vscode';
import type { EdgeSnapshot } from '../../../core/fleet/state/snapshot';
import type { PullRequest } from '../../../core/forge/types';
import { shownLine } from '../../../core/manifest/secrecy/commits';
import { BranchlineError } from '../../../core/support/errors';
import { message } from '../../../core/support/message';
import { ProposalNode } from '../../tree/proposalNode';
import { plainText } from '../../words/markdown';
import { openOn } from '../../words/openPullRequests';
import { command } from '../command';
import { targetsOf } from '../support/targets';

/** Opens a pull request of the fleet in the browser. */
export const openPullRequest = command('branchline.openPullRequest', async (app, args) => {
  const [row] = args;
  if (row instanceof ProposalNode) {
    await vscode.env.openExternal(vscode.Uri.parse(row.proposal.pullRequest.webUrl, true));
    return;
  }
  const { edges, cells } = targetsOf(args);
  const all = [...app.fleet.snapshot.edges.values()];
  const meant = all.filter(
    ({ id, service, from }) =>
      edges.includes(id) || cells.includes(`${service.name}/${from.name}`) || edges.length + cells.length === 0,
  );
  const pullRequest = await pick(meant, numberIn(args));
  if (pullRequest) await vscode.env.openExternal(vscode.Uri.parse(pullRequest.webUrl, true));
});

async function pick(edges: readonly EdgeSnapshot[], number: number | undefined) {
  const open = edges.flatMap((edge) => openOn(edge).map((pullRequest) => ({ edge, pullRequest })));
  const named = open.find(({ pullRequest }) => pullRequest.number === number);
  if (named) return named.pullRequest;
  if (open.length === 0) {
    throw new BranchlineError('pullRequest/none', message('No pull request is open here.'), { nothingToDo: true });
  }
  const [only] = open;
  if (open.length === 1) return only?.pullRequest;
  const picked = await vscode.window.showQuickPick(open.map(choice), {
    ignoreFocusOut: true,
    title: vscode.l10n.t('Open which pull request?'),
  });
  return picked?.pullRequest;
}

function choice({ edge, pullRequest }: { edge: EdgeSnapshot; pullRequest: PullRequest }) {
  return {
    label: `$(git-pull-request) ${edge.service.name} #${pullRequest.number}`,
    description: `${edge.from.name} → ${edge.to.name}`,
    detail: plainText(shownLine(pullRequest.title)),
    pullRequest,
  };
}

function numberIn([first]: readonly unknown[]): number | undefined {
  if (typeof first !== 'object' || first === null || !('number' in first)) return undefined;
  return typeof first.number === 'number' ? first.number : undefined;
}
