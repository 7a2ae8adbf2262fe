import * as vscode from 'vscode';
import { namePattern } from '../../core/catalog/file';
import type { Catalog } from '../../core/catalog/catalog';
import { forgeHost, knownOwners, type KnownOwner } from '../../core/setup/ask/forge';
import { imageFault, ownerFault, serviceNameFault } from '../../core/setup/ask/names';
import { listedIn } from '../../core/setup/catalog/listed';
import { templateNames, type TemplateName } from '../../core/setup/content/templates';
import type { Message } from '../../core/support/message';
import { plainText } from '../words/markdown';
import { say } from '../words/say';
import type { SetupAnswers } from './answers';

/** Whom the repository is for: as the catalog has it, or as the person says. */
export async function askOwner(catalog: Catalog | undefined): Promise<KnownOwner | undefined> {
  const known = knownOwners(catalog);
  const another = { label: vscode.l10n.t('$(organization) Another one…'), one: undefined };
  const choices = known.map((one) => ({
    label: `$(organization) ${plainText(one.owner)}`,
    description: plainText(one.forge),
    one,
  }));
  if (choices.length === 0) return askAnotherOwner();
  const picked = await vscode.window.showQuickPick([...choices, another], {
    title: vscode.l10n.t('Set up a service: whose repository is it?'),
    ignoreFocusOut: true,
    matchOnDescription: true,
  });
  return picked && (picked.one ?? askAnotherOwner());
}

async function askAnotherOwner(): Promise<KnownOwner | undefined> {
  const address = await vscode.window.showInputBox({
    title: vscode.l10n.t('Set up a service: whose repository is it?'),
    prompt: vscode.l10n.t(
      'Web address of the organisation, on Gitea, Forgejo, GitHub, GitLab or Bitbucket: https://git.example.com/gitops',
    ),
    ignoreFocusOut: true,
    validateInput: (text) =>
      ownerIn(text) ? undefined : vscode.l10n.t('An address with the name of an organisation or a person.'),
  });
  return address === undefined ? undefined : ownerIn(address);
}

function ownerIn(text: string): KnownOwner | undefined {
  const address = text.trim().replace(/(?<!\/)\/+$/, '');
  const slash = address.lastIndexOf('/');
  const [forge, owner] = [address.slice(0, slash), address.slice(slash + 1)];
  return forgeHost(forge) !== undefined && ownerFault(owner) === undefined ? { forge, owner } : undefined;
}

interface TemplateChoice extends vscode.QuickPickItem {
  readonly name?: TemplateName;
}

const templateWords: Readonly<Record<TemplateName, () => string>> = {
  plain: () => vscode.l10n.t('plain manifests; what belongs to an environment lies in a folder'),
  kustomize: () => vscode.l10n.t('a base that travels, and a component of each environment'),
  helm: () => vscode.l10n.t('a chart, and values of each environment'),
};

/** What the repository begins with. */
export async function askTemplate(): Promise<SetupAnswers['template'] | undefined> {
  const own: TemplateChoice = {
    label: vscode.l10n.t('$(repo) A repository of our own…'),
    description: vscode.l10n.t('the files on its default branch'),
  };
  const ready = templateNames.map((name): TemplateChoice => ({
    label: `$(file-code) ${name}`,
    description: templateWords[name](),
    name,
  }));
  const picked = await vscode.window.showQuickPick([...ready, own], {
    title: vscode.l10n.t('Set up a service: what does it begin with?'),
    ignoreFocusOut: true,
  });
  if (!picked) return undefined;
  if (picked.name) return { kind: 'ready', name: picked.name };
  const repository = await vscode.window.showInputBox({
    title: vscode.l10n.t('Set up a service: the template'),
    prompt: vscode.l10n.t(
      'Its address, such as https://git.example.com/gitops/template.git. Whoever may write there decides what goes into your repository.',
    ),
    ignoreFocusOut: true,
    validateInput: (text) => (text.trim() === '' ? vscode.l10n.t('The address of a repository.') : undefined),
  });
  return repository === undefined ? undefined : { kind: 'own', repository: repository.trim() };
}

/** The name, which the repository has as well. That the catalog has it for another one is said at once. */
export function askName(
  { forge, owner }: KnownOwner,
  template: SetupAnswers['template'],
  catalog: Catalog | undefined,
): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    title: vscode.l10n.t('Set up a service: its name'),
    prompt: vscode.l10n.t('Its repository is called so, too, below {owner}.', { owner: `${forge}/${owner}` }),
    ignoreFocusOut: true,
    validateInput: (name) => {
      const fault = serviceNameFault(name, template.kind === 'ready');
      if (fault) return say(fault);
      const listed = catalog && listedIn(catalog, { name, repository: `${forge}/${owner}/${name}.git` });
      return listed?.kind === 'other' ? say(listed.how) : undefined;
    },
  });
}

/** The image that it begins with; a template of one's own may do without. */
export function askImage(name: string, template: SetupAnswers['template']): Thenable<string | undefined> {
  const isNeeded = template.kind === 'ready';
  return vscode.window.showInputBox({
    title: vscode.l10n.t('Set up a service: its image'),
    prompt: isNeeded
      ? vscode.l10n.t('The image that it begins with, such as registry.example.com/shop/{name}:1.0.0', { name })
      : vscode.l10n.t('The image that it begins with; nothing where the template says so itself.'),
    ignoreFocusOut: true,
    validateInput: (image) => shownFault(image === '' && !isNeeded ? undefined : imageFault(image)),
  });
}

/** Of a catalog that is not there yet, in promotion order. */
export async function askEnvironments(): Promise<readonly string[] | undefined> {
  const text = await vscode.window.showInputBox({
    title: vscode.l10n.t('Set up a service: its environments'),
    prompt: vscode.l10n.t('There is no catalog yet. The environments that it begins with, in promotion order.'),
    value: 'dev, test, prod',
    ignoreFocusOut: true,
    validateInput: (typed) => {
      const names = namesIn(typed);
      if (names.length === 0 || !names.every((name) => namePattern.test(name)))
        return vscode.l10n.t('Names, with commas between them.');
      return new Set(names).size < names.length ? vscode.l10n.t('Each name once.') : undefined;
    },
  });
  return text === undefined ? undefined : namesIn(text);
}

function namesIn(text: string): readonly string[] {
  return text.split(',').map((name) => name.trim());
}

function shownFault(fault: Message | undefined): string | undefined {
  return fault && say(fault);
}
