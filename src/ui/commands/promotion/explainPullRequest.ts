import * as vscode from 'vscode';
import type { PullRequest } from '../../../core/forge/types';
import type { LocatedService } from '../../../core/fleet/observe/readService';
import { judgeNow } from '../../../core/judge/judgeNow';
import { verdictPage } from '../../../core/judge/report/comment';
import { shownLine } from '../../../core/manifest/secrecy/commits';
import { BranchlineError } from '../../../core/support/errors';
import { message } from '../../../core/support/message';
import type { App } from '../../app';
import { plainText } from '../../words/markdown';
import { command } from '../command';
import { pickCell } from '../support/pick';
import { withProgress } from '../support/progress';
import { targetsOf } from '../support/targets';

const timeoutMs = 300_000;

/**
 * Says whether a pull request towards an environment may be merged, and why: the same verdict as on the command line. Also
 * of one that a person opened from any branch. Nothing is posted.
 */
export const explainPullRequest = command('branchline.explainPullRequest', async (app, args) => {
  const meant = await asked(app, args);
  if (meant) await explain(app, meant.service, meant.number);
});

/** Judges it now, and shows the verdict on a page. */
export async function explain(app: App, service: string, number: number): Promise<void> {
  const { verdict } = await withProgress(
    vscode.l10n.t('Judging pull request #{number} of {service}', { number, service }),
    app.signal,
    async (signal) =>
      judgeNow(
        await app.fleet.locate(service, signal),
        number,
        {
          allowed: new Set(),
          clock: app.clock,
          log: app.log,
          counts: () => true,
          perEnvironment: false,
          cell: ({ service: name, environment }) =>
            Promise.resolve(app.fleet.snapshot.cells.get(`${name}/${environment}`)),
          timeoutMs,
        },
        signal,
      ),
  );
  await app.pages.show(vscode.l10n.t('{service} #{number}', { service, number }), verdictPage(verdict));
}

/** The open pull requests towards an environment, whoever opened them; the tree has only those that it knows the way of. */
async function asked(app: App, args: readonly unknown[]) {
  const cell = await pickCell(app, targetsOf(args), vscode.l10n.t('A pull request towards which environment?'));
  if (!cell) return undefined;
  const { service, environment } = cell;
  const open = await withProgress(vscode.l10n.t('Reading the pull requests'), app.signal, async (signal) =>
    openTowards(await app.fleet.locate(service.name, signal), environment.branch, signal),
  );
  if (open.length === 0) {
    throw new BranchlineError(
      'pullRequest/none',
      message('No pull request is open towards {branch}.', { branch: environment.branch }),
      { nothingToDo: true },
    );
  }
  const picked = await vscode.window.showQuickPick(open.map(choice), {
    ignoreFocusOut: true,
    title: vscode.l10n.t('Explain which pull request?'),
    matchOnDetail: true,
  });
  return picked && { service: service.name, number: picked.number };
}

function openTowards(
  { forge: { client, repository } }: LocatedService,
  branch: string,
  signal: AbortSignal,
): Promise<readonly PullRequest[]> {
  return client.openPullRequests(repository, branch, signal);
}

function choice({ number, title, author, head }: PullRequest) {
  return {
    label: `$(git-pull-request) #${number}`,
    description: plainText(shownLine(head.branch)),
    detail: `${plainText(shownLine(title))} (${plainText(shownLine(author))})`,
    number,
  };
}
