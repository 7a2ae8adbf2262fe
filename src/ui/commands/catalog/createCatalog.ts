import { basename, join } from 'node:path';
import * as vscode from 'vscode';
import { catalogName } from '../../../core/catalog/load';
import { discoverWorkspace } from '../../../core/catalog/workspace';
import { writeCatalog, type NewCatalog } from '../../../core/catalog/write';
import { listBranches } from '../../../core/git/checkout';
import { BranchlineError } from '../../../core/support/errors';
import { message } from '../../../core/support/message';
import type { App } from '../../app';
import { command } from '../command';
import { withProgress } from '../support/progress';
import { tellInfo } from '../../tell';

type Draft = Omit<NewCatalog, 'folder'>;

/** Where nothing tells, the usual three. */
const usualEnvironments = [
  { name: 'dev', branch: 'dev' },
  { name: 'test', branch: 'test' },
  { name: 'prod', branch: 'prod', protected: true },
];

/**
 * Writes a first catalog from the workspace's repositories or from an organisation on a forge. It opens as a file that is
 * not saved yet: the person looks, edits, and saves it, or throws it away.
 */
export const createCatalog = command('branchline.createCatalog', async (app) => {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  if (!folder) throw new BranchlineError('catalog/noFolder', message('Open a folder first: the catalog lies in it.'));
  const draft = await askForDraft(app);
  if (!draft) return;
  const uri = vscode.Uri.file(join(folder.fsPath, catalogName));
  const there = await vscode.workspace.fs.stat(uri).then(...thereOrNot);
  const text = writeCatalog({ ...draft, folder: folder.fsPath });
  const document = there
    ? await vscode.workspace.openTextDocument({ language: 'yaml', content: text })
    : await openUnsaved(uri, text);
  await vscode.window.showTextDocument(document);
  void tellInfo(
    vscode.l10n.t('This is a draft of {name}: look through it and save it.', { name: basename(uri.fsPath) }),
  );
});

const thereOrNot = [() => true, () => false] as const;

async function openUnsaved(uri: vscode.Uri, text: string): Promise<vscode.TextDocument> {
  const document = await vscode.workspace.openTextDocument(uri.with({ scheme: 'untitled' }));
  const edit = new vscode.WorkspaceEdit();
  edit.replace(document.uri, new vscode.Range(0, 0, document.lineCount, 0), text);
  await vscode.workspace.applyEdit(edit);
  return document;
}

async function askForDraft(app: App): Promise<Draft | undefined> {
  const here = {
    label: vscode.l10n.t('$(folder) From the repositories in this workspace'),
    from: 'workspace',
  } as const;
  const forge = { label: vscode.l10n.t('$(organization) From an organisation on a forge'), from: 'forge' } as const;
  const picked = await vscode.window.showQuickPick([here, forge], {
    ignoreFocusOut: true,
    title: vscode.l10n.t('Create a catalog'),
  });
  if (!picked) return undefined;
  return picked.from === 'workspace' ? fromWorkspace(app) : fromForge(app);
}

async function fromWorkspace(app: App): Promise<Draft> {
  const folders = (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri.fsPath);
  const { catalog } = await withProgress(vscode.l10n.t('Looking at the repositories'), app.signal, (signal) =>
    discoverWorkspace(folders, listBranches, signal),
  );
  const [first] = catalog.services;
  if (!first) {
    throw new BranchlineError(
      'catalog/nothingFound',
      message('No folder here is a repository with two or more environment branches (dev, test, prod …).'),
    );
  }
  return {
    environments: first.environments.map(({ name, branch }) => ({ name, branch })),
    services: catalog.services.map(({ name, repository, environments }) => ({
      name,
      repository,
      branches: Object.fromEntries(environments.map((environment) => [environment.name, environment.branch])),
    })),
  };
}

async function fromForge(app: App): Promise<Draft | undefined> {
  const address = await vscode.window.showInputBox({
    title: vscode.l10n.t('Create a catalog from an organisation'),
    prompt: vscode.l10n.t('Web address of the organisation: https://git.example.com/gitops'),
    ignoreFocusOut: true,
    validateInput: (text) =>
      organisationIn(text) ? undefined : vscode.l10n.t('An address with the name of an organisation.'),
  });
  const organisation = address === undefined ? undefined : organisationIn(address);
  if (!organisation) return undefined;
  const repositories = await withProgress(vscode.l10n.t('Reading the organisation'), app.signal, (signal) =>
    app.fleet.repositoriesOf(organisation.forge, organisation.owner, signal),
  );
  const picked = await vscode.window.showQuickPick(
    repositories.map((repository) => ({
      label: repository.name,
      description: repository.defaultBranch,
      picked: true,
      repository,
    })),
    { title: vscode.l10n.t('Which repositories are services?'), canPickMany: true, ignoreFocusOut: true },
  );
  if (!picked) return undefined;
  return {
    environments: usualEnvironments,
    services: picked.map(({ repository }) => ({ name: repository.name, repository: repository.cloneUrl })),
  };
}

function organisationIn(text: string): { readonly forge: string; readonly owner: string } | undefined {
  const url = URL.parse(text.trim());
  const owner = url?.pathname.replace(/^\/+|(?<!\/)\/+$/g, '') ?? '';
  return url && /^https?:$/.test(url.protocol) && owner !== '' ? { forge: url.origin, owner } : undefined;
}
