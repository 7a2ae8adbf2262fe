import * as vscode from 'vscode';
import type { RollbackChoice, RollbackWish } from '../../../core/fleet/fleet';
import type { PendingItem } from '../../../core/promotion/plan';
import { short, type Sha } from '../../../core/support/sha';
import { toAsk, type WayBack } from '../../history/waysBack';
import { briefly } from '../../words/item';
import { plainText } from '../../words/markdown';
import { say } from '../../words/say';

type Outcome = RollbackChoice['outcome'];

/**
 * Lets a person choose between ways back of which each was simulated: what it gives, and what else it takes.
 * @param wanted is not asked for again, unless it cannot be gone
 */
export async function pickWayBack(
  simulated: readonly RollbackChoice[],
  deployment: Sha,
  wanted?: WayBack,
): Promise<RollbackWish | undefined> {
  const ask = toAsk(simulated, wanted);
  if (ask.kind === 'nothing') return stoppingAutomation(ask.choice);
  const revision = short(deployment);
  const titles: Record<RollbackChoice['way'], string> = {
    restore: vscode.l10n.t('$(history) Restore the state of {revision}', { revision }),
    restoreBefore: vscode.l10n.t('$(history) Restore the state before {revision}', { revision }),
    undo: vscode.l10n.t('$(discard) Undo only the change of {revision}', { revision }),
  };
  const title =
    wanted === undefined
      ? vscode.l10n.t('Roll back how? Each was simulated.')
      : vscode.l10n.t('That is not possible, see why. Roll back how else? Each was simulated.');
  for (;;) {
    const picked = await vscode.window.showQuickPick(
      ask.choices.map((choice) => ({ label: titles[choice.way], ...described(choice.outcome), choice })),
      { ignoreFocusOut: true, title },
    );
    if (!picked) return undefined;
    if (picked.choice.outcome.kind === 'possible') return stoppingAutomation(picked.choice);
  }
}

async function stoppingAutomation({ outcome, request }: RollbackChoice): Promise<RollbackWish | undefined> {
  if (outcome.kind === 'refused' || outcome.automation.length === 0) return request;
  return askAboutAutomation(outcome, request);
}

function described(outcome: Outcome): { readonly description: string; readonly detail: string } {
  if (outcome.kind === 'refused') {
    return { description: vscode.l10n.t('$(circle-slash) not possible'), detail: say(outcome.said) };
  }
  const { items, collateral } = outcome;
  return {
    description:
      collateral.length === 0
        ? vscode.l10n.t('changes: {count}, nothing else goes back', { count: items.length })
        : vscode.l10n.t('changes: {count}, of which beyond this deployment: {others}', {
            count: items.length,
            others: collateral.length,
          }),
    detail:
      collateral.length === 0
        ? listed(items)
        : vscode.l10n.t('Also goes back: {places}', { places: listed(collateral) }),
  };
}

const shownItems = 4;

function listed(items: readonly PendingItem[]): string {
  const shown = items.slice(0, shownItems).map((item) => plainText(briefly(item)));
  return [...shown, ...(items.length > shownItems ? ['…'] : [])].join(' · ');
}

/** What writes images by itself would undo the rollback within minutes. */
async function askAboutAutomation(
  { automation }: Extract<Outcome, { kind: 'possible' }>,
  request: RollbackWish,
): Promise<RollbackWish | undefined> {
  const places = automation.map((found) => (found.kind === 'bot' ? found.author : found.path));
  const canStop = automation.some(({ kind }) => kind === 'marker' || kind === 'updater');
  const stop = {
    label: vscode.l10n.t('$(debug-pause) Stop it in the same pull request'),
    detail: vscode.l10n.t('Suspends the image automation that lies in this repository, or takes its markers away.'),
    request: { ...request, stopAutomation: true },
  };
  const leave = {
    label: vscode.l10n.t('$(debug-continue) Leave it'),
    detail: vscode.l10n.t('It may undo the rollback as soon as it is merged.'),
    request,
  };
  const picked = await vscode.window.showQuickPick([...(canStop ? [stop] : []), leave], {
    ignoreFocusOut: true,
    title: vscode.l10n.t('Images are written here automatically: {places}', {
      places: plainText([...new Set(places)].slice(0, shownItems).join(', ')),
    }),
  });
  return picked?.request;
}
