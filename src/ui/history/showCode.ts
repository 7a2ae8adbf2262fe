import * as vscode from 'vscode';
import { cellId } from '../../core/fleet/state/snapshot';
import type { PastDeployment } from '../../core/past/deployment';
import { short } from '../../core/support/sha';
import type { App } from '../app';
import { withProgress } from '../commands/support/progress';
import { codeText } from '../preview/code';
import { escaped, plainText } from '../words/markdown';

type Asked = Pick<PastDeployment, 'service' | 'environment' | 'commit' | 'subject'>;

/** What code came with the images that a deployment changed, on a page. */
export async function showCode(app: App, { service, environment, commit, subject }: Asked): Promise<void> {
  const title = vscode.l10n.t('Code that came with {commit} to {service} on {environment}', {
    ...{ commit: short(commit), service: plainText(service), environment: plainText(environment) },
  });
  const code = await withProgress(vscode.l10n.t('Asking the registries what code came with it'), app.signal, (signal) =>
    app.fleet.codeOfDeployment(cellId(service, environment), commit, signal),
  );
  const nothing = code
    ? vscode.l10n.t('It changed no image.')
    : vscode.l10n.t('Nobody was asked: the folder is not trusted, or there is no deployment before it.');
  const where = `${escaped(service)} · ${escaped(environment)}`;
  const page = [`# ${escaped(title)}`, `${where}: ${escaped(subject)}`, codeText(code) || escaped(nothing)];
  await app.pages.show(title, page.join('\n\n'));
}
