import type { PreparedChange } from '../../core/change/preparedChange';
import * as vscode from 'vscode';
import type { PromotionHead } from '../../core/catalog/catalog';
import { standing, type Gate } from '../../core/change/gates/gate';
import type { Way } from '../../core/change/proposals/proposeCandidate';
import type { HeadOption } from '../../core/promotion/proposal/heads';
import type { App } from '../app';
import { withProgress } from '../commands/support/progress';
import { showChanges } from './changes';
import { headWords, otherHeads } from './heads';
import { showPreviewPage } from './page';
import { takenBy } from './proposals';
import { proposedWords } from './proposed';
import { titleOf } from './title';
import { possibleWays } from './ways';

/**
 * Shows what would happen, asks, and opens the pull request. Nothing is pushed before the person said so; for a
 * protected environment they say it twice, the second time with repository, base and head named.
 *
 * @param again makes the preview anew with another head, where the change can come in several ways
 */
export async function confirmAndPropose(
  app: App,
  preview: PreparedChange,
  again?: (head: PromotionHead) => PromiseLike<PreparedChange>,
): Promise<void> {
  await showPreviewPage(app, preview);
  const way = await saysYes(app, preview, again ? otherHeads(preview) : []);
  if (!way) return;
  if (typeof way === 'object') {
    if (again) await confirmAndPropose(app, await again(way.head), again);
    return;
  }
  const applied = await withProgress(vscode.l10n.t('Opening the pull request'), app.signal, (signal) =>
    app.fleet.propose(preview, way, signal),
  );
  const open = vscode.l10n.t('Open');
  void vscode.window.showInformationMessage(proposedWords(preview, applied), open).then((chosen) => {
    if (chosen === open) void vscode.env.openExternal(vscode.Uri.parse(applied.pullRequest.webUrl, true));
  });
}

/** What a person may say yes to: opening, or one of the ways with an open pull request of ours. */
function waysOf(preview: PreparedChange): readonly (vscode.QuickPickItem & { way: Way })[] {
  const detail = (branch: string) =>
    vscode.l10n.t('{repository}: {head} → {base}', { repository, head: branch, base: base.branch });
  const { head, repository, base } = preview;
  const ours = takenBy(preview)?.pullRequest;
  if (!ours) {
    const label = vscode.l10n.t('$(git-pull-request-create) Open the pull request');
    return [{ label, detail: detail(head.branch), way: 'update' }];
  }
  const { number } = ours;
  const update = {
    label: vscode.l10n.t('$(git-pull-request) Update pull request #{number}', { number }),
    description: vscode.l10n.t('approvals may have to be given again'),
    detail: detail(ours.head.branch),
    way: 'update',
  } as const;
  const supersede = {
    label: vscode.l10n.t('$(git-pull-request-create) Open a new one and close #{number} with a link', { number }),
    detail: detail(head.branch),
    way: 'supersede',
  } as const;
  return possibleWays(preview).map((way) => (way === 'update' ? update : supersede));
}

/** A list that stays while the person looks at the page and at the diffs. */
async function saysYes(
  app: App,
  preview: PreparedChange,
  others: readonly HeadOption[],
): Promise<Way | HeadOption | undefined> {
  const title = titleOf(preview);
  const ways = waysOf(preview);
  const heads = others.map((option): vscode.QuickPickItem & { readonly option: HeadOption } => ({
    label: vscode.l10n.t('$(git-branch) Let it come from: {head}', { head: headWords[option.head]() }),
    description: vscode.l10n.t('shows the preview anew'),
    option,
  }));
  const look: vscode.QuickPickItem = { label: vscode.l10n.t('$(diff-multiple) Show all file changes') };
  const page: vscode.QuickPickItem = { label: vscode.l10n.t('$(open-preview) Show the preview page again') };
  for (;;) {
    const picked = await vscode.window.showQuickPick([...ways, ...heads, look, page], { title, ignoreFocusOut: true });
    if (!picked) return undefined; // an open one stays as it is
    if (picked === look) await showChanges(app, preview);
    else if (picked === page) await showPreviewPage(app, preview);
    else {
      const other = heads.find((offered) => offered === picked);
      if (other) return other.option;
      const isSure = (await acceptsGates(preview)) && (!preview.protectedTarget || (await saysYesAgain(preview)));
      return isSure ? ways.find((offered) => offered === picked)?.way : undefined;
    }
  }
}

/** A gate that is required and has not passed (or is not known) stops, unless the person says otherwise. */
async function acceptsGates({ gate }: PreparedChange): Promise<boolean> {
  if (!gate || gate.kind === 'passed') return true;
  const closed = standing(gate);
  const [first] = closed;
  const anyway = vscode.l10n.t('Open It Anyway');
  const chosen = await vscode.window.showWarningMessage(
    first && closed.length === 1
      ? closedWords[first.name][first.kind === 'unknown' ? 'unknown' : 'notPassed']()
      : vscode.l10n.t('Several gates have not passed.'),
    { modal: true, detail: closed.map(({ said }) => said).join('\n') },
    anyway,
  );
  return chosen === anyway;
}

const closedWords: Readonly<Record<Gate['name'], Readonly<Record<'notPassed' | 'unknown', () => string>>>> = {
  pipeline: {
    notPassed: () => vscode.l10n.t('The pipeline of the source has not passed.'),
    unknown: () => vscode.l10n.t('It is not known whether the pipeline of the source passed.'),
  },
  soak: {
    notPassed: () => vscode.l10n.t('The commit has not run long enough.'),
    unknown: () => vscode.l10n.t('It is not known since when the commit has run.'),
  },
  review: {
    notPassed: () => vscode.l10n.t('The pull request may not land yet.'),
    unknown: () => vscode.l10n.t('It is not known what has to be true before it lands.'),
  },
  freeze: {
    notPassed: () => vscode.l10n.t('The environment is frozen.'),
    unknown: () => vscode.l10n.t('It is not known whether the environment is frozen.'),
  },
};

async function saysYesAgain(preview: PreparedChange): Promise<boolean> {
  const yes = vscode.l10n.t('Open the Pull Request');
  const chosen = await vscode.window.showWarningMessage(
    vscode.l10n.t('{branch} is a protected environment.', { branch: preview.base.branch }),
    {
      modal: true,
      detail: vscode.l10n.t('Repository: {repository}\nTo: {base}\nFrom: {head}', {
        repository: preview.repository,
        base: preview.base.branch,
        head: preview.head.branch,
      }),
    },
    yes,
  );
  return chosen === yes;
}
