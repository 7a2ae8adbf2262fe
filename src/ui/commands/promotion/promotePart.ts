import * as vscode from 'vscode';
import { promotableHeads } from '../../../core/promotion/candidate';
import { decide } from '../../decision/decide';
import { command } from '../command';
import { pickEdges } from '../support/pick';
import { withProgress } from '../support/progress';
import { targetsOf } from '../support/targets';
import type { PendingItem, Plan } from '../../../core/promotion/plan';
import { changeWords } from '../../words/item';
import { keyText } from '../../words/key';
import { plainText } from '../../words/markdown';
import { groupBy } from '../../../core/support/groupBy';

/** Promotes chosen items of what is pending; the rest stays pending. */
export const promotePart = command('branchline.promotePart', async (app, args) => {
  const [edge] = await pickEdges(app, targetsOf(args), vscode.l10n.t('Promote a part of which service?'));
  if (!edge) return;
  const plan = await withProgress(vscode.l10n.t('Planning the promotion'), app.signal, (signal) =>
    app.fleet.plan(edge.id, signal),
  );
  promotableHeads(plan);
  const items = await chooseItems(plan);
  if (!items) return;
  await decide(app, {
    again: (signal) => app.fleet.previewPromotion(edge.id, { includeReintroduced: true, items }, signal),
    choose: () => vscode.commands.executeCommand('branchline.promotePart', { edge: edge.id }),
  });
});

interface Choice extends vscode.QuickPickItem {
  readonly item?: PendingItem;
}

/** Asks which of the pending items travel: a list by file, by keyboard alone. Nothing when the person changed their mind. */
export async function chooseItems({ items, edge }: Plan): Promise<readonly PendingItem[] | undefined> {
  const byFile = groupBy(items, ({ path }) => path);
  const choices = [...byFile].flatMap(([path, own]): Choice[] => [
    { label: plainText(path), kind: vscode.QuickPickItemKind.Separator },
    ...own.map(choiceOf),
  ]);
  const picked = await vscode.window.showQuickPick(choices, {
    title: vscode.l10n.t('Promote from {from} to {to}: choose the changes', edge),
    placeHolder: vscode.l10n.t('The rest stays pending'),
    canPickMany: true,
    ignoreFocusOut: true,
    matchOnDescription: true,
    matchOnDetail: true,
  });
  const chosen = picked?.flatMap(({ item }) => item ?? []) ?? [];
  return chosen.length > 0 ? chosen : undefined;
}

function choiceOf(item: PendingItem): Choice {
  const { path, document, key } = item;
  const details = [
    ...(document === undefined ? [] : [plainText(document)]),
    ...(item.reintroduced ? [vscode.l10n.t('returns after a rollback')] : []),
  ];
  return {
    label: plainText(key ? keyText(item) : vscode.l10n.t('{path} (the whole file)', { path })),
    description: changeWords(item),
    ...(details.length > 0 ? { detail: details.join(' · ') } : {}),
    item,
  };
}
