import { oneLine } from '../../support/oneLine';

/**
 * Text from repositories (subjects, names, keys, values) for messages and pull requests. It must not become a trailer,
 * markup, a mention or a link, and must not hide anything.
 * @see docs/promotion.md, "Promoting"
 */

/** Text as code in markdown: nothing in it is markup, mentions nobody and links nowhere. */
export function code(text: string, limit = 120): string {
  const clean = oneLine(text, limit);
  if (clean === '') return '` `';
  const longest = Math.max(0, ...[...clean.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const pad = clean.startsWith('`') || clean.endsWith('`') ? ' ' : '';
  return `${fence}${pad}${clean}${pad}${fence}`;
}

/** Words within a sentence of markdown. A plain name or commit stays as it is, so that it may be a part of a link. */
export function escaped(text: string): string {
  const clean = oneLine(text, 250);
  return /^[A-Za-z0-9][\w./-]*$/.test(clean) ? clean : clean.replace(/[`~<>@#&*_[\]\\]/g, '\\$&');
}
