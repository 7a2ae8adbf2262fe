import type { ManifestFile, ManifestProblem, ProblemCode } from '../manifest/objects';
import { duplicateObjects } from '../manifest/read/duplicates';
import type { ObjectDrift } from './report';

/** What a problem of reading makes of the file: a doubt only, no way to tell, or nothing that could be applied. */
const meaning: Readonly<Record<ProblemCode, 'warning' | 'unknown' | 'invalid'>> = {
  duplicateKey: 'warning', // for kubectl the last one counts; kustomize refuses such a file when it renders
  duplicateObject: 'warning', // the last one is compared
  templated: 'unknown',
  tooLarge: 'unknown',
  syntax: 'invalid',
  unsupported: 'invalid',
  identity: 'invalid',
};

/** The parts of a file that could not be read, one entry a file and reason: what follows a first error is its echo. */
export function unreadable({ problems }: ManifestFile): readonly ObjectDrift[] {
  const first = new Map<ProblemCode, ManifestProblem>();
  for (const problem of problems) if (!first.has(problem.code)) first.set(problem.code, problem);
  return [...first.values()].flatMap((problem) => {
    const verdict = meaning[problem.code];
    if (verdict === 'warning') return [];
    const { file, line } = problem;
    return [{ apiVersion: '', kind: '', name: file, verdict, file, line, reason: reasonOf(problem), fields: [] }];
  });
}

/** Keys and objects that stand twice, in these files or between them. */
export function warningsOf(files: readonly ManifestFile[]): readonly ManifestProblem[] {
  const all = [...files.flatMap(({ problems }) => problems), ...duplicateObjects(files)];
  const byPlace = new Map(
    all
      .filter(({ code }) => meaning[code] === 'warning')
      .map((problem) => [`${problem.code} ${problem.line} ${problem.column} ${problem.file}`, problem]),
  );
  return [...byPlace.values()];
}

function reasonOf({ code, message }: ManifestProblem): string {
  return code === 'syntax' ? `The file cannot be read as YAML: ${quotesNothing(message)}` : withoutQuotes(message);
}

/** The parser quotes the text that it stumbles over, and that text may be a Secret's: its message up to there. */
export function quotesNothing(parserMessage: string): string {
  const [line = ''] = parserMessage.split('\n');
  const quoted = line.search(/: |["“”`!*&\\]/);
  return quoted < 0 ? line : line.slice(0, quoted);
}

function withoutQuotes(message: string): string {
  return message.replace(/“[^”]*(?:”|$)/g, '“…”');
}
