/** A word as a POSIX shell takes it for one, whatever is in it: for commands that people copy. */
export function shellWord(text: string): string {
  return /^[\w./@:+-]+$/.test(text) && !text.startsWith('-') ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
