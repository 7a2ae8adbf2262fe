import type { ManifestFile, ManifestObject, ManifestProblem } from '../objects';
import { identityKey } from './identity';

/**
 * The objects that stand more than once in files that are applied together: one problem at each place but the first.
 * Which of them wins depends on the order of applying, so none can be compared with certainty.
 */
export function duplicateObjects(files: readonly ManifestFile[]): readonly ManifestProblem[] {
  const first = new Map<string, ManifestObject>();
  const problems: ManifestProblem[] = [];
  for (const object of files.flatMap(({ objects }) => objects)) {
    const key = identityKey(object.identity);
    const before = first.get(key);
    if (!before) {
      first.set(key, object);
      continue;
    }
    const { kind, name } = object.identity;
    const message = `${kind} ${name} stands already in ${before.file}, line ${before.span.line}.`;
    problems.push({ code: 'duplicateObject', file: object.file, line: object.span.line, column: 1, message });
  }
  return problems;
}
