// Controls, separators of lines and paragraphs, halves of characters, and what is there to be seen by nobody: the marks that
// turn the direction of writing, joiners, tags. Source: Unicode, general categories.
const invisible = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\u202f]+/gu;

/** One line of plain text, at most `limit` characters. */
export function oneLine(text: string, limit = 120): string {
  const clean = text.replace(invisible, ' ').trim();
  if (clean.length <= limit) return clean;
  // Not between the halves of a character.
  return `${clean.slice(0, limit - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}
