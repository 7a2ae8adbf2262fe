import * as vscode from 'vscode';
import { isComplete, type SetupOutcome } from '../../core/setup/session';
import type { SetupAnswers } from './answers';
import { setupTitle, summary } from './page';

/** What a person says to a plan: to make it, to look once more, or to plan it otherwise. */
export type SetupChoice =
  | { readonly kind: 'make' }
  | { readonly kind: 'page' }
  | { readonly kind: 'otherwise'; readonly answers: SetupAnswers };

interface Row extends vscode.QuickPickItem {
  readonly choose?: () => PromiseLike<SetupChoice | undefined>;
}

/**
 * Asks once: nothing is made before. Nothing when the person changed their mind.
 * @param catalogOrigin the repository in which the catalog lies, with how it is shown; nothing where it lies in none
 */
export async function chooseOn(
  plan: SetupOutcome,
  answers: SetupAnswers,
  catalogOrigin: { readonly url: string; readonly shown: string } | undefined,
): Promise<SetupChoice | undefined> {
  const rows = [
    ...makeRows(plan),
    pageRow(),
    {
      label: vscode.l10n.t('plan it otherwise'),
      kind: vscode.QuickPickItemKind.Separator,
    },
  ];
  for (;;) {
    const picked = await vscode.window.showQuickPick<Row>([...rows, ...optionRows(answers, catalogOrigin)], {
      title: setupTitle(answers.name),
      placeHolder: summary(plan),
      ignoreFocusOut: true,
    });
    if (!picked) return undefined;
    const choice = await picked.choose?.();
    if (choice) return choice; // otherwise an answer that was begun and left: the list is there again
  }
}

function makeRows(plan: SetupOutcome): readonly Row[] {
  const count = plan.items.filter(({ standing }) => standing === 'make').length;
  if (count === 0) return [];
  return [
    {
      label: vscode.l10n.t('$(check) Make it: {count} to be made', { count }),
      description: isComplete(plan) ? '' : vscode.l10n.t('what differs stays as it is'),
      choose: () => Promise.resolve({ kind: 'make' }),
    },
  ];
}

function pageRow(): Row {
  return {
    label: vscode.l10n.t('$(open-preview) Show the page again'),
    choose: () => Promise.resolve({ kind: 'page' }),
  };
}

/** What could be otherwise; the plan is made anew with it. */
function optionRows(answers: SetupAnswers, catalogOrigin: Parameters<typeof chooseOn>[2]): readonly Row[] {
  const option = (label: string, description: string, change: Partial<SetupAnswers>): Row => ({
    label,
    description,
    choose: () => Promise.resolve({ kind: 'otherwise', answers: { ...answers, ...change } }),
  });
  const { catalog, approvals, accessFolder } = answers;
  const { proposedTo, ...inFile } = catalog;
  const isProposed = proposedTo !== undefined;
  return [
    answers.private
      ? option(vscode.l10n.t('$(lock) Private'), vscode.l10n.t('make it public'), { private: false })
      : option(vscode.l10n.t('$(globe) Public'), vscode.l10n.t('make it private'), { private: true }),
    {
      label: vscode.l10n.t('$(person) Approvals that a pull request needs: {approvals}', { approvals }),
      description: vscode.l10n.t('another number'),
      choose: async () => askApprovals(answers),
    },
    answers.isJudged
      ? option(vscode.l10n.t('$(shield) Required check: branchline/promotion'), vscode.l10n.t('do not require it'), {
          isJudged: false,
        })
      : option(
          vscode.l10n.t('$(shield) Required check branchline/promotion: only where the pipeline posts it'),
          vscode.l10n.t('require it, a job posts it'),
          { isJudged: true },
        ),
    answers.hasPipeline
      ? option(vscode.l10n.t('$(play) With the pipeline file'), vscode.l10n.t('leave it out'), { hasPipeline: false })
      : option(vscode.l10n.t('$(play) Without a pipeline file'), vscode.l10n.t('put it in'), { hasPipeline: true }),
    ...(catalogOrigin
      ? [
          isProposed
            ? option(
                vscode.l10n.t('$(git-pull-request) Catalog: a pull request to {repository}', {
                  repository: catalogOrigin.shown,
                }),
                vscode.l10n.t('write into the file instead'),
                { catalog: inFile },
              )
            : option(
                vscode.l10n.t('$(file) Catalog: written into the file'),
                vscode.l10n.t('propose it to {repository} instead', { repository: catalogOrigin.shown }),
                { catalog: { ...inFile, proposedTo: catalogOrigin.url } },
              ),
        ]
      : []),
    accessFolder === undefined
      ? {
          label: vscode.l10n.t('$(key) Without files for rights in the cluster'),
          description: vscode.l10n.t('write them, for a person to apply'),
          choose: async () => askFolder(answers),
        }
      : option(
          vscode.l10n.t('$(key) Rights in the cluster: written into {folder}', { folder: accessFolder }),
          vscode.l10n.t('leave them out'),
          { accessFolder: undefined },
        ),
    answers.mayBeUnrendered
      ? option(vscode.l10n.t('$(eye-closed) Also what cannot be rendered here'), vscode.l10n.t('look first'), {
          mayBeUnrendered: false,
        })
      : option(
          vscode.l10n.t('$(eye) Only what renders on this machine'),
          vscode.l10n.t('also where kustomize or helm is missing'),
          { mayBeUnrendered: true },
        ),
  ];
}

async function askApprovals(answers: SetupAnswers): Promise<SetupChoice | undefined> {
  const text = await vscode.window.showInputBox({
    title: vscode.l10n.t('How many have to approve a pull request?'),
    value: String(answers.approvals),
    ignoreFocusOut: true,
    validateInput: (typed) => (/^\d$/.test(typed) ? undefined : vscode.l10n.t('A number from 0 to 9.')),
  });
  return text === undefined ? undefined : { kind: 'otherwise', answers: { ...answers, approvals: Number(text) } };
}

async function askFolder(answers: SetupAnswers): Promise<SetupChoice | undefined> {
  const [folder] =
    (await vscode.window.showOpenDialog({
      canSelectFolders: true,
      canSelectFiles: false,
      title: vscode.l10n.t('Where are namespace, account and rights written?'),
    })) ?? [];
  return folder && { kind: 'otherwise', answers: { ...answers, accessFolder: folder.fsPath } };
}
