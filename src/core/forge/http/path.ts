import { ForgeError } from '../errors';

/**
 * A path of an API from parts that come from outside: each is encoded, and none can climb out.
 * Of a branch name, the slashes stay: forges route on them, and proxies refuse encoded ones.
 */
export function path(texts: TemplateStringsArray, ...values: readonly (string | number)[]): string {
  return texts.reduce((whole, text, index) => whole + encoded(values[index - 1] ?? '') + text);
}

function encoded(value: string | number): string {
  const parts = String(value).split('/');
  if (parts.some((part) => part === '.' || part === '..' || part === '')) {
    throw ForgeError.badName(String(value));
  }
  return parts.map(encodeURIComponent).join('/');
}
