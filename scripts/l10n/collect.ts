import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import ts from 'typescript';

/** Functions whose first argument is a text for people: `vscode.l10n.t`, `l10n.t`, `t`, and the core's `message`. */
const takesText = /^(?:(?:vscode\.)?l10n\.t|t|message)$/;

/** Hands the core's messages on to the editor: its texts are collected where they are made. */
const bridge = join('ui', 'words', 'say.ts');

/** The texts in all sources below a folder, sorted. @throws Error for a text that is no literal: it could not be translated */
export async function collectTexts(folder: string): Promise<readonly string[]> {
  const names = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.ts') && name !== bridge);
  const found = await Promise.all(
    names.map(async (name) => textsIn(join(folder, name), await readFile(join(folder, name), 'utf8'))),
  );
  return [...new Set(found.flat())].sort();
}

function textsIn(file: string, source: string): readonly string[] {
  const parsed = ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true);
  const texts: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && takesText.test(node.expression.getText(parsed))) {
      const [text] = node.arguments;
      if (text && ts.isStringLiteralLike(text)) texts.push(text.text);
      else throw new Error(`${file}: a text for people must be a literal: ${node.getText(parsed).slice(0, 80)}`);
    }
    ts.forEachChild(node, visit);
  };
  visit(parsed);
  return texts;
}
