import * as vscode from 'vscode';
import { cellId } from '../../core/fleet/state/snapshot';
import type { FieldDrift, ObjectDrift } from '../../core/drift/report';
import type { ShownDrift, WorkspaceFolders } from '../app';
import type { CommandId } from '../commands/ids';
import { fieldTarget, isAdoptable, isIgnorable, isVerifiable, type FieldTarget } from './fieldTarget';
import type { DriftLine } from './lines';

const { t } = vscode.l10n;

/** What Ctrl+. offers on a line that drifted: what its hover does, for whoever uses no mouse. */
export class DriftActions implements vscode.CodeActionProvider {
  private constructor(
    private readonly drift: ShownDrift,
    private readonly folders: Pick<WorkspaceFolders, 'fileOf'>,
  ) {}

  static register(drift: ShownDrift, folders: Pick<WorkspaceFolders, 'fileOf'>): vscode.Disposable {
    return vscode.languages.registerCodeActionsProvider({ language: 'yaml' }, new DriftActions(drift, folders), {
      providedCodeActionKinds: [vscode.CodeActionKind.QuickFix],
    });
  }

  async provideCodeActions({ uri }: vscode.TextDocument, range: vscode.Range): Promise<vscode.CodeAction[]> {
    const lines = this.drift.at(uri, range.start.line);
    if (lines.length === 0) return [];
    const file = await this.folders.fileOf(uri);
    if (file?.environment === undefined) return [];
    const place = {
      uri: uri.toString(),
      cell: cellId(file.service, file.environment),
      isReadOnly: file.commit !== undefined || file.rendered === true,
    };
    return [...actionsOn(lines, place), { title: t('Compare with live'), command: 'branchline.compareWithLive' }].map(
      (command) => Object.assign(new vscode.CodeAction(command.title, vscode.CodeActionKind.QuickFix), { command }),
    );
  }
}

interface Place extends Pick<FieldTarget, 'uri' | 'cell'> {
  readonly isReadOnly: boolean;
}

/** Of each field of the lines what can be done about it; where there are several, it is named. */
export function actionsOn(lines: readonly DriftLine[], place: Place): readonly vscode.Command[] {
  const fields = lines.flatMap(({ object, fields: own }) => own.map((field) => ({ object, field })));
  return fields.flatMap(({ object, field }) =>
    offered(object, field, place).map(([command, title]) => ({
      command,
      title: fields.length === 1 ? title : t('{action}: {field}', { action: title, field: field.path }),
      arguments: [fieldTarget(place, object, field)],
    })),
  );
}

function offered(
  object: ObjectDrift,
  field: FieldDrift,
  { isReadOnly }: Place,
): readonly (readonly [CommandId, string])[] {
  return [
    ...(isAdoptable(field) && !isReadOnly && object.kind !== 'Secret'
      ? [['branchline.adoptLiveValue', t('Adopt the live value')] as const]
      : []),
    ...(isIgnorable(field) ? [['branchline.ignoreDriftHere', t('Ignore this key here')] as const] : []),
    ...(isVerifiable(object, field) ? [['branchline.verifyWithServer', t('Verify with the server')] as const] : []),
  ];
}
