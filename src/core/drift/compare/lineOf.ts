import type { ManifestObject, Path } from '../../manifest/objects';

/** The line of a path in its file; none where a renderer put the value there and nobody can say from which line. */
export function lineOf(object: ManifestObject, path: Path): { readonly line?: number } {
  const { line } = object.locate(path);
  return line > 0 ? { line } : {};
}
