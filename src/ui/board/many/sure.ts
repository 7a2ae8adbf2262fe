import * as vscode from 'vscode';
import type { PreparedChange } from '../../../core/change/preparedChange';
import type { Grave } from '../../words/gravity';
import { askFirst } from '../../tell';

/** A promotion that is about to be opened, with what a person should look at twice. */
export interface Asked {
  readonly edge: string;
  readonly change: PreparedChange;
  readonly grave: readonly Grave[];
}

/** Asks once more where an environment is protected or a gate is not known to have passed, with repository, head and base of each. */
export async function isSureOfGrave(asked: readonly Asked[]): Promise<boolean> {
  const grave = asked.filter((one) => one.grave.length > 0);
  if (grave.length === 0) return true;
  const yes = vscode.l10n.t('Open the Pull Requests');
  const chosen = await askFirst(
    grave.length === 1
      ? vscode.l10n.t('One of them asks for a second look.')
      : vscode.l10n.t('{count} of them ask for a second look.', { count: grave.length }),
    grave.map(detailOf).join('\n\n'),
    yes,
  );
  return chosen === yes;
}

function detailOf({ change, grave }: Asked): string {
  const { service, repository, head, base } = change;
  const way = vscode.l10n.t('{repository}: {head} → {base}', { repository, head: head.branch, base: base.branch });
  return [service, way, ...grave.map(({ said }) => said)].join('\n');
}
