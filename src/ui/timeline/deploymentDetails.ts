import * as vscode from 'vscode';
import type { Instant } from '../../core/support/clock';
import { short } from '../../core/support/sha';
import type { Offer, Said } from '../../pages/protocol/said';
import type { Details } from '../../timeline/protocol/timeline';
import type { CommandId } from '../commands/ids';
import type { HistoryRow } from '../history/deployments';
import { waysBack } from '../history/waysBack';
import {
  cameWords,
  kindSigns,
  kindWords,
  originWords,
  rewrittenWords,
  stoodWords,
  verdictLook,
} from '../words/deployment';
import { plainText } from '../words/markdown';
import { fullWhen } from '../words/when';
import { rowId, versionWords } from './rows';

const { t } = vscode.l10n;

/** What is told of a deployment, and the commands that it offers. @param head of its branch, where it is known */
export function deploymentDetails(
  row: HistoryRow,
  head: string | undefined,
  { now, isTrusted }: { readonly now: Instant; readonly isTrusted: boolean },
): Details {
  const { deployment, verdict } = row;
  const { service, environment, kind, origin, stood, at, isUndated, commit, author, subject, before, madeOn } =
    deployment;
  const look = verdictLook(verdict);
  const came = originWords(origin);
  const lines: readonly Said[] = [
    { text: plainText(subject) },
    { text: came === '' ? kindWords(kind) : `${kindWords(kind)} · ${came}`, icon: kindSigns[kind].icon },
    { text: look.label, icon: look.icon, tone: look.severity },
    { text: isUndated ? cameWords(deployment, now) : fullWhen(at), icon: 'calendar' },
    { text: stoodWords(stood, now), icon: 'clock' },
    { text: t('{commit} by {author}', { commit: short(commit), author: plainText(author) }), icon: 'git-commit' },
    ...(madeOn === undefined ? [] : [{ text: rewrittenWords(madeOn), icon: 'warning', tone: 'warning' } as const]),
  ];
  const ways = isTrusted ? waysBack(deployment, head) : [];
  return {
    id: rowId(row),
    headline: t('{service} {version} on {environment}', { service, version: versionWords(row), environment }),
    lines,
    offers: [
      offer('branchline.showDeployment', t('Show what it changed'), 'diff'),
      offer('branchline.openDeploymentPage', t('Open its page'), 'link-external'),
      ...(before === undefined ? [] : [offer('branchline.showDeploymentCode', t('Code that came with it'), 'code')]),
      offer('branchline.showFleetAt', t('Show the fleet as it was then'), 'history'),
      ...(ways.includes('restore')
        ? [offer('branchline.restoreDeployment', t('Roll back to this state…'), 'discard')]
        : []),
      ...(ways.includes('restoreBefore')
        ? [offer('branchline.restoreBeforeDeployment', t('Roll back to the state before it…'), 'discard')]
        : []),
      ...(ways.includes('undo') ? [offer('branchline.undoDeployment', t('Undo this change…'), 'discard')] : []),
    ],
  };
}

function offer(id: CommandId, label: string, icon: string): Offer {
  return { id, label, icon };
}
