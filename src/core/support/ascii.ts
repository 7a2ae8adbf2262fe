/**
 * Small letters for those of ASCII, and nothing else: other letters have others that look like them (the sign for Kelvin is a small k to Unicode), and two
 * names are the same only where a server says so.
 */
export function asciiLower(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}
