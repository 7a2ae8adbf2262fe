import * as vscode from 'vscode';
import { rules, type Code } from '../../core/doctor/rules';
import type { Rule } from '../../core/doctor/rules/rule';
import { doctorSource } from './diagnostics';

const { t } = vscode.l10n;

/** Where a token is missing or refused. */
const bySigningIn: readonly Code[] = ['noToken', 'tokenRefused'];

/** On what the doctor found in the catalog: where it is mended, and another look. What changes anything is done by themselves, where the action leads. */
export class DoctorFixes implements vscode.CodeActionProvider {
  static register(): vscode.Disposable {
    return vscode.languages.registerCodeActionsProvider({ language: 'yaml' }, new DoctorFixes(), {
      providedCodeActionKinds: [vscode.CodeActionKind.QuickFix],
    });
  }

  provideCodeActions(
    _document: vscode.TextDocument,
    _range: vscode.Range,
    { diagnostics }: vscode.CodeActionContext,
  ): vscode.CodeAction[] {
    const ours = diagnostics.filter(({ source }) => source === doctorSource);
    const again = action(ours, { title: t('Check the fleet again'), command: 'branchline.checkFleet' });
    return ours.length === 0 ? [] : [...ours.flatMap(remediesOf), again];
  }
}

function remediesOf(diagnostic: vscode.Diagnostic): vscode.CodeAction[] {
  const { code, page } = about(diagnostic);
  if (bySigningIn.some((one) => one === code)) {
    return [action([diagnostic], { title: t('Sign in or set a token'), command: 'branchline.signIn' })];
  }
  if (page === undefined) return [];
  const title = titleFor((rules as Partial<Record<string, Rule>>)[code]?.settings);
  return [action([diagnostic], { title, command: 'vscode.open', arguments: [page] })];
}

function about({ code }: vscode.Diagnostic): { readonly code: string; readonly page?: vscode.Uri } {
  if (typeof code !== 'object') return { code: String(code) };
  return { code: String(code.value), page: code.target };
}

function titleFor(settings: Rule['settings']): string {
  return settings === 'branches'
    ? t('Open the protection of branches on the forge')
    : t('Open the settings on the forge');
}

function action(diagnostics: vscode.Diagnostic[], command: vscode.Command): vscode.CodeAction {
  const made = new vscode.CodeAction(command.title, vscode.CodeActionKind.QuickFix);
  return Object.assign(made, { command, diagnostics });
}
