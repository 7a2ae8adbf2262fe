import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import { catalogName } from '../../../core/catalog/load';
import { parseRemote } from '../../../core/forge/remote';
import { parseAddress, shownAddress } from '../../../core/git/address';
import { readCheckout } from '../../../core/git/checkout';
import { forgeHost } from '../../../core/setup/ask/forge';
import { isComplete, type SetupOutcome, type SetupSession } from '../../../core/setup/session';
import { partSaid } from '../../../core/setup/words';
import { BranchlineError, isAbort } from '../../../core/support/errors';
import { message } from '../../../core/support/message';
import { setupScopes, signInTo } from '../../accounts/tokens';
import type { App } from '../../app';
import { usualAnswers, type SetupAnswers } from '../../setup/answers';
import { askEnvironments, askImage, askName, askOwner, askTemplate } from '../../setup/ask';
import { chooseOn } from '../../setup/choose';
import { setupPage, setupTitle, summary } from '../../setup/page';
import { plainText } from '../../words/markdown';
import { say } from '../../words/say';
import { noCatalog } from '../catalog/openCatalog';
import { command } from '../command';
import { withProgress, withSteps } from '../support/progress';
import { tellInfo, tellWarning } from '../../tell';

/**
 * Makes what a service needs on the forge, and its entry in the catalog: what `branchline setup` does, with a page that says
 * beforehand what is there, what would be made and what differs. Run again, it goes on where it was.
 */
export const setUpService = command('branchline.setUpService', async (app) => {
  const answers = await answered(app);
  if (!answers || !(await hasAccount(app, answers))) return;
  const origin = await originOf(answers, app.signal);
  for (let next: SetupAnswers | undefined = answers; next;) next = await planned(app, next, origin);
});

/** One plan and what the person says to it; the answers of another one, where they want one. */
async function planned(
  app: App,
  answers: SetupAnswers,
  origin: Parameters<typeof chooseOn>[2],
): Promise<SetupAnswers | undefined> {
  const { name } = answers;
  const { session, plan } = await withProgress(
    vscode.l10n.t('Looking at what there is of {service}', { service: name }),
    app.signal,
    (signal) => lookedAt(app, answers, signal),
  );
  try {
    await showPage(app, plan, session);
    if (isComplete(plan) && plan.items.every(({ standing }) => standing === 'there')) {
      void tellInfo(`${name}: ${summary(plan)}`);
      return undefined;
    }
    for (;;) {
      const choice = await chooseOn(plan, answers, origin);
      if (choice?.kind === 'page') await showPage(app, plan, session);
      else if (choice?.kind === 'make') await make(app, plan, session);
      if (choice?.kind !== 'page') return choice?.kind === 'otherwise' ? choice.answers : undefined;
    }
  } finally {
    await session.end();
  }
}

async function lookedAt(app: App, answers: SetupAnswers, signal: AbortSignal) {
  const session = await app.setup.open(answers, app.clock.now(), signal);
  try {
    return { session, plan: await session.plan(signal) };
  } catch (error) {
    await session.end();
    throw error;
  }
}

async function make(app: App, plan: SetupOutcome, session: SetupSession): Promise<void> {
  requireSaved(app);
  const { setup } = session;
  const name = setup.service.name;
  const done: string[] = [];
  const title = vscode.l10n.t('Setting up {service}', { service: name });
  try {
    const outcome = await withSteps(title, app.signal, (signal, step) =>
      session.apply(
        plan,
        (part) => {
          done.push(say(partSaid(part, setup)));
          step(done.at(-1) ?? '');
        },
        signal,
      ),
    );
    await showPage(app, outcome, session);
    const said = `${name}: ${summary(outcome)}`;
    void (isComplete(outcome) ? tellInfo(said) : tellWarning(said));
  } catch (error) {
    if (!isAbort(error) || app.signal.aborted) throw error;
    const values = { service: name, made: done.length > 0 ? done.join(' · ') : vscode.l10n.t('nothing') };
    void tellWarning(
      vscode.l10n.t('{service}: stopped. Made until then: {made}. Run it again to go on from there.', values),
    );
  } finally {
    await app.reloadCatalog(app.signal);
    await vscode.commands.executeCommand('branchline.refresh');
  }
}

async function showPage(app: App, outcome: SetupOutcome, { setup }: SetupSession): Promise<void> {
  await app.pages.show(setupTitle(setup.service.name), setupPage(outcome, setup));
}

async function answered(app: App): Promise<SetupAnswers | undefined> {
  requireTrust();
  const { catalog } = app.fleet.snapshot;
  const file = await catalogFor(app);
  const owner = file && (await askOwner(catalog));
  const template = owner && (await askTemplate());
  const name = template && (await askName(owner, template, catalog));
  if (!file || !owner || !template || name === undefined) return undefined;
  const image = await askImage(name, template);
  return image === undefined ? undefined : { ...usualAnswers, ...owner, name, template, image, catalog: file };
}

/** The catalog's file; where there is none, that in which it is to be begun. */
async function catalogFor({ catalogPath, fleet }: App): Promise<SetupAnswers['catalog'] | undefined> {
  if (catalogPath !== undefined) return { path: catalogPath };
  // With a catalog of this one service, those that were found in the workspace would be gone from view.
  if (fleet.snapshot.catalog && fleet.snapshot.catalog.services.length > 0) throw noCatalog();
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  if (!folder) throw new BranchlineError('catalog/noFolder', message('Open a folder first: the catalog lies in it.'));
  const environments = await askEnvironments();
  return environments && { path: join(folder.fsPath, catalogName), environments };
}

/** The repository in whose root the catalog lies, where that is one on a server. */
async function originOf({ catalog }: SetupAnswers, signal: AbortSignal): Promise<Parameters<typeof chooseOn>[2]> {
  if (catalog.environments) return undefined;
  const folder = dirname(catalog.path);
  const origin = (await readCheckout(folder, signal))?.origin;
  if (origin === undefined || !parseRemote(origin)) return undefined;
  return { url: origin, shown: plainText(shownAddress(parseAddress(origin, folder))) };
}

/** Asks for a token of the forge where there is none: setting up is nothing that a stranger may do. */
async function hasAccount({ setup, shell, signal }: App, { forge }: SetupAnswers): Promise<boolean> {
  const host = forgeHost(forge);
  if (host === undefined) return false;
  return (await setup.hasToken(host, signal)) || signInTo(shell.context.secrets, host, setupScopes);
}

function requireTrust(): void {
  if (vscode.workspace.isTrusted) return;
  const said = message('This folder is not trusted, so nothing is set up from it.');
  throw new BranchlineError('setup/untrusted', said, {
    remedy: { title: message('Manage Workspace Trust'), command: 'workbench.trust.manage' },
  });
}

/** The entry is written into the file, which an editor with other text in it would write over. */
function requireSaved({ catalogPath }: App): void {
  const document = vscode.workspace.textDocuments.find(({ uri }) => uri.fsPath === catalogPath);
  if (document?.isDirty !== true) return;
  throw new BranchlineError('setup/unsaved', message('The catalog has changes that are not saved: save it first.'), {
    remedy: { title: message('Open the Catalog'), command: 'branchline.openCatalog' },
  });
}
