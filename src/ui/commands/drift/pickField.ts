import * as vscode from 'vscode';
import type { FieldDrift } from '../../../core/drift/report';
import { cellId } from '../../../core/fleet/state/snapshot';
import { BranchlineError } from '../../../core/support/errors';
import { message } from '../../../core/support/message';
import type { App } from '../../app';
import { fieldTarget, fieldTargetIn, type FieldTarget } from '../../decorations/fieldTarget';
import { verdictAspect } from '../../words/drift';
import { fieldWords } from '../../words/field';

/** The field that a hover named; else that of the line on which the cursor stands; else the person chooses one of the file. */
export async function pickField(
  app: App,
  args: readonly unknown[],
  { fits, title }: { readonly fits: (field: FieldDrift) => boolean; readonly title: string },
): Promise<FieldTarget | undefined> {
  const named = fieldTargetIn(args);
  if (named) return named;
  const editor = vscode.window.activeTextEditor;
  const file = editor && (await app.folders.fileOf(editor.document.uri));
  if (!editor || file?.environment === undefined) throw nothingHere();
  const { uri } = editor.document;
  const place = { uri: uri.toString(), cell: cellId(file.service, file.environment) };
  const choicesAt = (line?: number) =>
    app.drift.at(uri, line).flatMap(({ object, fields }) => fields.filter(fits).map((field) => ({ object, field })));
  const here = choicesAt(editor.selection.active.line);
  const choices = here.length > 0 ? here : choicesAt();
  const [first, ...others] = choices;
  if (!first) throw nothingHere();
  if (here.length > 0 && others.length === 0) return fieldTarget(place, first.object, first.field);
  const picked = await vscode.window.showQuickPick(
    choices.map(({ object, field }) => ({
      label: `$(${verdictAspect(field.verdict).icon}) ${field.path}`,
      description: `${object.kind} ${object.name}`,
      detail: fieldWords(field),
      target: fieldTarget(place, object, field),
    })),
    { ignoreFocusOut: true, title, matchOnDescription: true, matchOnDetail: true },
  );
  return picked?.target;
}

function nothingHere(): BranchlineError {
  return new BranchlineError('editor/noDriftHere', message('The open file has no drift for which that could be done.'));
}
