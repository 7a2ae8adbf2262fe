import { hasSecretAssignment, hasSecretShape } from './shapes';
import { asShownText, mask, type ShownText } from './shown';

/** The first line of a commit's message, as it may be shown. */
export function subjectOf({ message }: { readonly message: string }): ShownText {
  return shownLine(message.split('\n', 1)[0] ?? '');
}

/** Whose a commit is, as it may be shown. */
export function authorOf({ author }: { readonly author: { readonly name: string } }): ShownText {
  return shownLine(author.name);
}

/**
 * A line that a person wrote, with the words that have the shape of a credential as `***`; nothing of it where only several
 * words together have it.
 */
export function shownLine(line: string): ShownText {
  if (!tells(line)) return asShownText(line);
  const masked = line.replace(/\S+/g, (word) => (tells(word) ? mask : word));
  return asShownText(tells(masked) ? mask : masked);
}

function tells(text: string): boolean {
  return hasSecretShape(text) || hasSecretAssignment(text);
}
