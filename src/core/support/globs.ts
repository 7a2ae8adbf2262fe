import picomatch from 'picomatch';
import { Automaton } from './linear/automaton';
import { UnsupportedSyntax } from './linear/syntax';

/** How patterns are read; see picomatch. `bash`: a star takes slashes as well. */
export interface GlobOptions {
  readonly bash?: boolean;
}

export type Globs = (text: string) => boolean;

const maxRemembered = 20_000;

/**
 * Matches texts against globs, as picomatch reads them (with `dot`), in time linear in the text: its own regular
 * expressions go back and forth for ever where a pattern has many stars.
 *
 * @returns nothing where a pattern asks for what cannot be matched so: a back-reference, looking behind
 */
export function compileGlobs(patterns: readonly string[], options: GlobOptions = {}): Globs | undefined {
  if (patterns.length === 0) return () => false;
  const automaton = automatonOf(patterns, options);
  if (!automaton) return undefined;
  const literal = new Set(patterns);
  const known = new Map<string, boolean>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const matches = text !== '' && (literal.has(text) || automaton.finds(text));
    if (known.size >= maxRemembered) known.clear();
    known.set(text, matches);
    return matches;
  };
}

function automatonOf(patterns: readonly string[], options: GlobOptions): Automaton | undefined {
  try {
    return new Automaton(
      patterns.map((pattern) => picomatch.makeRe(pattern, { ...options, dot: true, windows: false }).source),
    );
  } catch (error) {
    if (error instanceof UnsupportedSyntax || error instanceof SyntaxError || error instanceof TypeError)
      return undefined;
    throw error;
  }
}
