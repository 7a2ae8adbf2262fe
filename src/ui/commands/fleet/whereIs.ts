import * as vscode from 'vscode';
import { isPartOfName } from '../../../core/change/code/where/revisions';
import { isSha } from '../../../core/git/names';
import type { Sha } from '../../../core/support/sha';
import { readQuestion, type Question } from '../../../core/where/question';
import type { App } from '../../app';
import { whereIsCode, wholeNames } from '../../where/ask';
import { codeWherePage } from '../../where/codePage';
import { wherePage } from '../../where/page';
import { command } from '../command';
import { eachService } from '../support/eachService';
import { withProgress } from '../support/progress';
import { targetsOf } from '../support/targets';

/** Which environments have a commit, a pull request, an issue or a version of an image: a page, over all services or those of the call. */
export const whereIs = command('branchline.whereIs', async (app, args) => {
  const [text] = args;
  const question = typeof text === 'string' ? readQuestion(text) : await asked();
  if (!question) return;
  const { services } = targetsOf(args);
  const title = vscode.l10n.t('Where is {what}?', { what: question.text });
  const looked = await withProgress(title, app.signal, (signal) =>
    eachService(app, services, (service) => app.fleet.whereIs(service, question, signal), signal),
  );
  const isFound = looked.some((one) => 'journeys' in one && one.journeys.length > 0);
  const meant = question.kind === 'commit' && !isFound ? await codeMeant(app, services, question.text) : notOfCode;
  if (meant === 'nothing') return;
  const { commit, untold } = meant;
  if (commit === undefined) {
    await app.pages.show(title, wherePage(question, looked, app.fleet.snapshot, app.clock.now(), untold));
    return;
  }
  const code = await withProgress(asking(), app.signal, (signal) => whereIsCode(app, services, commit, signal));
  await app.pages.show(title, codeWherePage(commit, looked, code, app.clock.now()));
});

/** The commit of the code that is meant, if there is one; of how many images it is not known which they were built from. */
interface Meant {
  readonly commit?: Sha | undefined;
  readonly untold: number;
}

const notOfCode: Meant = { untold: 0 };
const asking = () => vscode.l10n.t('Asking the registries which images were built from it');

/** Of a part of a name that is short for several commits a person says which; `nothing` where they changed their mind. */
async function codeMeant(app: App, services: readonly string[], text: string): Promise<Meant | 'nothing'> {
  if (isSha(text)) return { commit: text, untold: 0 };
  if (!isPartOfName(text)) return notOfCode;
  const { revisions, untold } = await withProgress(asking(), app.signal, (signal) =>
    wholeNames(app, services, text, signal),
  );
  if (revisions.length <= 1) return { commit: revisions[0], untold };
  const picked = await vscode.window.showQuickPick(revisions, {
    ignoreFocusOut: true,
    title: vscode.l10n.t('Several commits begin so: which one is meant?'),
  });
  return picked === undefined ? 'nothing' : { commit: picked, untold };
}

async function asked(): Promise<Question | undefined> {
  const text = await vscode.window.showInputBox({
    ignoreFocusOut: true,
    title: vscode.l10n.t('Where is my change?'),
    placeHolder: vscode.l10n.t('For example: {examples}', { examples: '4f2a91c, #12, SHOP-311, 2.11.0' }),
    prompt: vscode.l10n.t('A commit, a pull request, the key of an issue, or the tag or digest of an image.'),
    validateInput: (typed) => {
      if (typed.trim() === '' || readQuestion(typed.trim())) return undefined;
      return vscode.l10n.t('No commit, no pull request (#12), no key of an issue (SHOP-311), no version of an image.');
    },
  });
  return text === undefined ? undefined : readQuestion(text.trim());
}
