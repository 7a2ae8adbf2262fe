import * as vscode from 'vscode';
import type { EdgeSnapshot } from '../../../core/fleet/state/snapshot';
import type { Hotfix } from '../../../core/promotion/plan';
import { message } from '../../../core/support/message';
import { short } from '../../../core/support/sha';
import type { App } from '../../app';
import { decide } from '../../decision/decide';
import { ago } from '../../words/age';
import { keyText } from '../../words/key';
import { plainText } from '../../words/markdown';
import { command } from '../command';
import { pickEdges } from '../support/pick';
import { targetsOf } from '../support/targets';

/** Brings what was set on an environment directly to the first one of the way, by one pull request. */
export const returnHotfix = command('branchline.returnHotfix', async (app, args) => {
  const title = vscode.l10n.t('Return the hotfix of which promotion?');
  const [edge] = await pickEdges(app, targetsOf(args), title, withHotfix);
  if (!edge) return;
  const chosen = await pickHotfix(app, hotfixesOf(edge));
  if (!chosen) return;
  const request = { kind: 'hotfix' as const, ...(chosen.commit === undefined ? {} : { commit: chosen.commit }) };
  await decide(app, { again: (signal) => app.fleet.previewBackflow(edge.id, request, signal) });
});

const withHotfix = {
  fits: (edge: EdgeSnapshot) => hotfixesOf(edge).length > 0,
  nothing: message('No environment has a hotfix that is not returned, as far as is known.'),
};

function hotfixesOf({ plan }: EdgeSnapshot): readonly Hotfix[] {
  return plan.kind === 'known' ? plan.plan.hotfixes : [];
}

/** All of it, or what one deployment set; nothing is asked where that is the same. */
async function pickHotfix(
  app: App,
  hotfixes: readonly Hotfix[],
): Promise<{ readonly commit: string | undefined } | undefined> {
  const commits = [...new Set(hotfixes.flatMap(({ commit }) => commit ?? []))];
  if (commits.length < 2) return { commit: undefined };
  const listed = (of: readonly Hotfix[]) => of.map((hotfix) => plainText(keyText(hotfix))).join(', ');
  const all = { label: vscode.l10n.t('$(flame) All of it'), detail: listed(hotfixes), commit: undefined };
  const single = commits.map((commit) => {
    const own = hotfixes.filter((hotfix) => hotfix.commit === commit);
    const { author = '', time = '' } = own[0] ?? {};
    return {
      label: `$(git-commit) ${short(commit)}`,
      description: `${plainText(author)}, ${ago(Date.parse(time), app.clock.now())}`,
      detail: listed(own),
      commit,
    };
  });
  return vscode.window.showQuickPick([all, ...single], {
    ignoreFocusOut: true,
    title: vscode.l10n.t('Return which hotfix?'),
  });
}
