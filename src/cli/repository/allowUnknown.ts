/** Of which kinds a team accepts that they are not compared; for `drift` and `status`. */
export const allowUnknownOption = [
  '--allow-unknown <kinds...>',
  'kinds that may be unknown without an error: secrets, or files (templates that are not rendered)',
] as const;

/**
 * Whether what is unknown of a kind is accepted. Kinds are named as manifests or kubectl do: `Secret`, `secrets`. `files`
 * are parts of files that are no objects.
 * @param kind empty for such a part
 */
export function isAllowed(kind: string, allowed: readonly string[] = []): boolean {
  const name = kind === '' ? 'file' : kind.toLowerCase();
  const names = new Set([name, `${name}s`, `${name}es`, name.replace(/y$/, 'ies')]);
  return allowed.some((one) => names.has(one.toLowerCase()));
}
