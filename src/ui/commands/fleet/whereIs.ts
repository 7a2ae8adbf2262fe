import * as vscode from 'vscode';
import { readQuestion, type Question } from '../../../core/where/question';
import { whereIsCode } from '../../where/ask';
import { codeWherePage } from '../../where/codePage';
import { wherePage } from '../../where/page';
import { command } from '../command';
import { eachService } from '../support/eachService';
import { withProgress } from '../support/progress';
import { targetsOf } from '../support/targets';

/** A part of a name may mean another commit elsewhere. */
const isWhole = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;

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
  if (question.kind === 'commit' && isWhole.test(question.text) && !isFound) {
    const asking = vscode.l10n.t('Asking the registries which images were built from it');
    const code = await withProgress(asking, app.signal, (signal) => whereIsCode(app, services, question.text, signal));
    await app.pages.show(title, codeWherePage(question.text, looked, code, app.clock.now()));
    return;
  }
  await app.pages.show(title, wherePage(question, looked, app.fleet.snapshot, app.clock.now()));
});

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
