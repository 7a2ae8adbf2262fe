import { Automaton } from './automaton';

/** Finds an expression in a text in time linear in the text; nothing where the expression cannot be read so. */
export function finderOf(expression: string): ((text: string) => boolean) | undefined {
  try {
    new RegExp(expression);
    const automaton = new Automaton([expression]);
    return (text) => automaton.finds(text);
  } catch {
    return undefined; // no expression at all, or one that looks back
  }
}
