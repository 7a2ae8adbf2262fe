/** A text and what is shown of it. */
interface Masked {
  readonly text: string;
  readonly shown: string;
}

/**
 * Whether two texts differ in what is not shown of them. Masking makes equal of what differs, never the other way round: so they do
 * where more lines or words differ than are seen to. (Two hidden values that change places within one line are not told.)
 */
export function hidesDifference(before: Masked, after: Masked): boolean {
  return [/\n/, /[\s,{}[\]]+/].some(
    (between) => differing(before.text, after.text, between) > differing(before.shown, after.shown, between),
  );
}

/** How many parts one of two texts has and the other has not. */
function differing(one: string, other: string, between: RegExp): number {
  const counts = new Map<string, number>();
  for (const part of one.split(between)) counts.set(part, (counts.get(part) ?? 0) + 1);
  for (const part of other.split(between)) counts.set(part, (counts.get(part) ?? 0) - 1);
  return [...counts.values()].reduce((sum, count) => sum + Math.abs(count), 0);
}
