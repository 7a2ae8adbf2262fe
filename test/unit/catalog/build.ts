import { parseCatalog, type Problem } from '../../../src/core/catalog/parse';
import type { Catalog } from '../../../src/core/catalog/catalog';
import { inEnglish } from '../../../src/core/support/message';

export const where = { path: '/team/branchline.yaml', folder: '/team' };

/** A catalog with the given parts; those left out are right. */
export function catalogText(parts: { environments?: string; services?: string; rest?: string; version?: string } = {}) {
  return [
    `version: ${parts.version ?? '1'}`,
    `environments: ${parts.environments ?? '[{ name: dev }, { name: test }, { name: prod }]'}`,
    parts.services === undefined ? 'services: [{ name: cart, repository: ./cart }]' : parts.services,
    parts.rest ?? '',
  ].join('\n');
}

export function accepted(text: string): { catalog: Catalog; warnings: readonly string[] } {
  const parsed = parseCatalog(text, where);
  if (parsed.kind === 'invalid') throw new Error(parsed.problems.map(shown).join('\n'));
  return { catalog: parsed.catalog, warnings: parsed.warnings.map(shown) };
}

/** Each problem as `line:column text`. */
export function refused(text: string): string[] {
  const parsed = parseCatalog(text, where);
  if (parsed.kind === 'ok') throw new Error('The text was accepted.');
  return parsed.problems.map(shown);
}

function shown({ line, column, said }: Problem): string {
  return `${line}:${column} ${inEnglish(said)}`;
}
