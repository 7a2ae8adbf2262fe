import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

/** A regular expression as it stands in the source. */
export interface Literal {
  /** `src/core/x.ts:7` */
  readonly at: string;
  readonly source: string;
  readonly flags: string;
}

/** The regular expressions of a folder, and the places where one is put together at run time. */
export function expressionsIn(folder: string): {
  readonly literals: readonly Literal[];
  readonly made: readonly string[];
} {
  const literals: Literal[] = [];
  const made: string[] = [];
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith('.ts')) continue;
    const path = join(folder, name);
    const file = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true);
    const visit = (node: ts.Node): void => {
      const at = `${path}:${file.getLineAndCharacterOfPosition(node.getStart()).line + 1}`;
      if (ts.isRegularExpressionLiteral(node)) {
        const end = node.text.lastIndexOf('/');
        literals.push({ at, source: node.text.slice(1, end), flags: node.text.slice(end + 1) });
      }
      if ((ts.isNewExpression(node) || ts.isCallExpression(node)) && node.expression.getText(file) === 'RegExp')
        made.push(path);
      ts.forEachChild(node, visit);
    };
    visit(file);
  }
  return { literals, made };
}
