import * as vscode from 'vscode';
import type { Code } from '../../core/doctor/rules';
import type { Catalog } from '../../core/catalog/catalog';
import { sourceLink } from '../../core/change/code/links';
import { doctorSource } from './diagnostics';

const { t } = vscode.l10n;

/** What a person can do about a finding from here. What changes anything is done by themselves, where the action leads. */
const remedies: Partial<Readonly<Record<Code, 'signIn' | 'branches' | 'settings'>>> = {
  noToken: 'signIn',
  tokenRefused: 'signIn',
  notProtected: 'branches',
  entryNotProtected: 'branches',
  mayPushPast: 'branches',
  requiredNeverPosted: 'branches',
  verdictNotRequired: 'branches',
  onlySquash: 'settings',
  mergeNotAllowed: 'settings',
  keepsHeads: 'settings',
  noDefaultBranch: 'settings',
  archived: 'settings',
};

/** Below the page of a repository, as GitHub and Gitea have them. */
const pages = { branches: '/settings/branches', settings: '/settings' } as const;

/** On what the doctor found in the catalog: where it is mended, and another look. */
export class DoctorFixes implements vscode.CodeActionProvider {
  private constructor(private readonly catalog: () => Catalog | undefined) {}

  static register(catalog: () => Catalog | undefined): vscode.Disposable {
    return vscode.languages.registerCodeActionsProvider({ language: 'yaml' }, new DoctorFixes(catalog), {
      providedCodeActionKinds: [vscode.CodeActionKind.QuickFix],
    });
  }

  provideCodeActions(
    _document: vscode.TextDocument,
    _range: vscode.Range,
    { diagnostics }: vscode.CodeActionContext,
  ): vscode.CodeAction[] {
    const ours = diagnostics.filter(({ source }) => source === doctorSource);
    return ours.flatMap((diagnostic) => this.actionsOn(diagnostic));
  }

  private actionsOn(diagnostic: vscode.Diagnostic): vscode.CodeAction[] {
    const again = action(diagnostic, { title: t('Check the fleet again'), command: 'branchline.checkFleet' });
    const remedy = remedies[diagnostic.code as Code];
    if (remedy === undefined) return [again];
    if (remedy === 'signIn') {
      return [action(diagnostic, { title: t('Sign in or set a token'), command: 'branchline.signIn' }), again];
    }
    const page = this.pageOf(diagnostic);
    if (page === undefined) return [again];
    const title =
      remedy === 'branches' ? t('Open the protection of branches on the forge') : t('Open the settings on the forge');
    const target = vscode.Uri.parse(`${page}${pages[remedy]}`, true);
    return [action(diagnostic, { title, command: 'vscode.open', arguments: [target] }), again];
  }

  /** The page of the repository that a finding begins with; nothing where its address is not plainly one of the web. */
  private pageOf({ message }: vscode.Diagnostic): string | undefined {
    const [about = ''] = message.split(': ', 1);
    const [name] = about.split('/');
    return sourceLink(this.catalog()?.services.find((service) => service.name === name)?.repository);
  }
}

function action(diagnostic: vscode.Diagnostic, command: vscode.Command): vscode.CodeAction {
  const made = new vscode.CodeAction(command.title, vscode.CodeActionKind.QuickFix);
  return Object.assign(made, { command, diagnostics: [diagnostic] });
}
