// Controls, line and paragraph separators, and the marks that turn the direction of writing.
// eslint-disable-next-line no-control-regex
const invisible = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202f\u2060-\u2069\ufeff]+/g;

/** One line of plain text, at most `limit` characters. */
export function oneLine(text: string, limit = 120): string {
  const clean = text.replace(invisible, ' ').trim();
  return clean.length > limit ? `${clean.slice(0, limit - 1)}…` : clean;
}
