/**
 * Two values without the path that both begin with: of two images of one repository their last part and the tag. Each
 * stays whole where they share none, and says by its sign where something was left out.
 */
export function withoutShared(before: string, after: string): readonly [string, string] {
  let end = 0;
  while (end < before.length && before[end] === after[end]) end += 1;
  const slash = before.slice(0, end).lastIndexOf('/');
  return slash <= 0 ? [before, after] : [`…${before.slice(slash)}`, `…${after.slice(slash)}`];
}
