/**
 * The value that a text says in JSON; nothing where it is none, so that a schema refuses it: what the parser says of it may quote a piece
 * of the text.
 */
export function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
