import type { LineCounter } from 'yaml';
import type { ManifestProblem, ProblemCode } from '../objects';

/** Makes a problem at an offset of the file being read. */
export type ProblemAt = (code: ProblemCode, offset: number, message: string) => ManifestProblem;

export function problemsIn(file: string, lines: LineCounter): ProblemAt {
  return (code, offset, message) => {
    const { line, col } = lines.linePos(offset);
    // An empty text has no lines yet, and its beginning is line 1 for a person.
    return { code, file, line: Math.max(line, 1), column: Math.max(col, 1), message };
  };
}
