import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import ts from 'typescript';

/** A text for people, where it is said. */
export interface SaidText {
  readonly text: string;
  /** The names of the values that are given with it; nothing where they cannot be read from the call. */
  readonly values: readonly string[] | undefined;
  /** `file:line` */
  readonly place: string;
}

/** Functions whose first argument is a text for people: `vscode.l10n.t`, `l10n.t`, `t`, and the core's `message`. */
const takesText = /^(?:(?:vscode\.)?l10n\.t|t|message)$/;

/** Hands the core's messages on to the editor: its texts are collected where they are made. */
const bridge = join('ui', 'words', 'say.ts');

/** The command line speaks English: what only it says is no work for translators. */
const english = /^cli[\\/]/;

/** The different texts of the editor below a folder, sorted. @throws as {@link saidTexts} */
export async function collectTexts(folder: string): Promise<readonly string[]> {
  const said = await saidTexts(folder);
  return [...new Set(said.map(({ text }) => text))].filter((text) => text !== '').sort();
}

/** All texts of the editor below a folder. @throws Error for a text that is no literal: it could not be translated */
export async function saidTexts(folder: string): Promise<readonly SaidText[]> {
  const names = await readdir(folder, { recursive: true });
  const sources = names.filter((name) => name.endsWith('.ts') && name !== bridge && !english.test(name));
  const found = await Promise.all(
    sources.map(async (name) => textsIn(join(folder, name), await readFile(join(folder, name), 'utf8'))),
  );
  return found.flat();
}

function textsIn(file: string, source: string): readonly SaidText[] {
  const parsed = ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true);
  const texts: SaidText[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && takesText.test(node.expression.getText(parsed))) {
      const [text, values] = node.arguments;
      const place = `${file}:${parsed.getLineAndCharacterOfPosition(node.getStart(parsed)).line + 1}`;
      if (!text || !ts.isStringLiteralLike(text)) throw new Error(`${place}: a text for people must be a literal`);
      texts.push({ text: text.text, values: namesOf(values), place });
    }
    ts.forEachChild(node, visit);
  };
  visit(parsed);
  return texts;
}

function namesOf(values: ts.Expression | undefined): readonly string[] | undefined {
  if (!values) return [];
  if (!ts.isObjectLiteralExpression(values)) return undefined;
  const names = values.properties.map(({ name }) => name?.getText());
  return names.every((name) => name !== undefined) ? names : undefined;
}
