import { Lexer } from 'yaml';

/** Far beyond any manifest, and below where the parser runs out of stack (and, before that, of time). */
const maxNesting = 400;

/** Whether brackets, braces or dashes nest so deeply that the parser would need minutes to fail. */
export function isNestedTooDeeply(text: string): boolean {
  if (text.length < maxNesting) return false; // each level takes a character
  const dashes = new RegExp(`(?<![-?] +)(?:[-?] +){${maxNesting}}`);
  return dashes.test(text) || (mayBeDeep(text) && isDeep(text));
}

/** Counts brackets wherever they stand, in text as well: cheap, and never too low. */
function mayBeDeep(text: string): boolean {
  let depth = 0;
  for (let index = 0; index < text.length; index += 1) {
    const char = text[index];
    if (char === '[' || char === '{') depth += 1;
    if (depth > maxNesting) return true;
    if ((char === ']' || char === '}') && depth > 0) depth -= 1;
  }
  return false;
}

/** Counts what the lexer calls brackets. */
function isDeep(text: string): boolean {
  const scalar = '\u001f';
  let depth = 0;
  let previous = '';
  for (const token of new Lexer().lex(text)) {
    if (previous !== scalar) {
      if (token === '[' || token === '{') depth += 1;
      if (token === ']' || token === '}') depth -= 1;
      if (depth > maxNesting) return true;
    }
    previous = token;
  }
  return false;
}
