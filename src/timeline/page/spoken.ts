/**
 * What is spoken of what is under way: where only numbers grew, what was spoken before stays, so that a screen reader says it once and not a
 * thousand times.
 */
export function spokenOf(before: string, busy: string): string {
  return wordsOf(before) === wordsOf(busy) ? before : busy;
}

function wordsOf(text: string): string {
  return text.replace(/\d+/g, '#');
}
