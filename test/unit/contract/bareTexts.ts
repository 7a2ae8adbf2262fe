import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

/** Places whose text people read: properties by name, and functions whose arguments are shown. */
const shownProperties =
  /^(?:label|title|description|detail|placeHolder|prompt|tooltip|sentence|spoken|contentText|text|message)$/;
const shownByCalls = /\b(?:show(?:Information|Warning|Error)Message|appendText|appendMarkdown|FileDecoration)$/;

/** The product's own name is the same in every language. */
const names = /^Branchline$/;

/** Texts below a folder that people would read in English whatever their language: `file:line text`. */
export function bareTexts(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .flatMap((name) => bareTextsIn(join(folder, name), readFileSync(join(folder, name), 'utf8')));
}

export function bareTextsIn(file: string, source: string): readonly string[] {
  const parsed = ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const look = (expression: ts.Expression): void => {
    const { line } = parsed.getLineAndCharacterOfPosition(expression.getStart(parsed));
    for (const text of wordsOf(expression)) found.push(`${file}:${line + 1} ${text}`);
  };
  const visit = (node: ts.Node): void => {
    if (ts.isPropertyAssignment(node) && shownProperties.test(node.name.getText(parsed))) look(node.initializer);
    if (isAssignment(node) && shownProperties.test(lastName(node.left))) look(node.right);
    if ((ts.isCallExpression(node) || ts.isNewExpression(node)) && shownByCalls.test(node.expression.getText(parsed))) {
      node.arguments?.slice(ts.isNewExpression(node) ? 1 : 0).forEach(look); // a decoration begins with its letter
    }
    ts.forEachChild(node, visit);
  };
  visit(parsed);
  return found;
}

/** The words that an expression writes itself; what it takes from calls and names is looked at where that is made. */
function wordsOf(expression: ts.Expression): readonly string[] {
  if (ts.isStringLiteralLike(expression)) return [expression.text].filter(isWords);
  if (ts.isTemplateExpression(expression)) {
    const literal = [expression.head.text, ...expression.templateSpans.map((span) => span.literal.text)];
    return [literal.join(' ').trim()].filter(isWords);
  }
  if (ts.isConditionalExpression(expression)) {
    return [...wordsOf(expression.whenTrue), ...wordsOf(expression.whenFalse)];
  }
  if (ts.isParenthesizedExpression(expression)) return wordsOf(expression.expression);
  if (ts.isBinaryExpression(expression)) return [...wordsOf(expression.left), ...wordsOf(expression.right)];
  return [];
}

function isWords(text: string): boolean {
  const spoken = text.replace(/\$\([\w~-]*\)?/g, '').replace(/\(command:[\w.]+\)/g, '');
  return /\p{L}{2}/u.test(spoken) && !names.test(spoken.trim());
}

function isAssignment(node: ts.Node): node is ts.BinaryExpression {
  return ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.EqualsToken;
}

function lastName(target: ts.Expression): string {
  return ts.isPropertyAccessExpression(target) ? target.name.text : '';
}
