/** A text of a pull request or comment, to be held against another: forges keep line ends and the last blank lines as they like. */
export function keptText(text: string): string {
  return text.replace(/\r\n?/g, '\n').trim();
}
