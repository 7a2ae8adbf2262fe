import type { Entry } from '../manifest/merge/contract';
import { hidesDifference } from '../manifest/secrecy/hidden';
import { maskFile } from '../manifest/secrecy/mask';
import type { FileRole } from '../manifest/secrecy/roles';

/** What tools leave in the place of a value that they encrypted: SOPS, git-crypt's and age's armour. */
const encrypted = /^\s*(?:ENC\[[A-Z\d_]+,|-----BEGIN (?:AGE ENCRYPTED FILE|PGP MESSAGE)-----)/;

/** A word that names where the value is: `${VAR}`, `$(VAR)`, `<path:…>`, or a template. */
const reference = /^\s*(?:\$\{[^}]*\}|\$\([^)]*\)|<[^<>]*>|\{\{.*\}\}|ref\+\S+|vault:\S+)\s*$/s;

/**
 * Whether an entry is a value of a Secret (or of what is as secret, by its key or its shape) that anybody can read. What is
 * encrypted, empty, or only says where the value is, is not.
 */
export function isPlainSecret({ secret, value, key, document, origin }: Entry, role: FileRole): boolean {
  const isPatched = role === 'patch' && key.some((step) => /^(?:string)?data$/i.test(step));
  if (!(secret || isPatched) || value === null || typeof value === 'boolean') return false;
  if (key.some((step) => /^encrypteddata$/i.test(step))) return false;
  if (typeof value !== 'string') return !isEmpty(value);
  if (value.trim() === '' || encrypted.test(value) || reference.test(value)) return false;
  // What makes a Secret elsewhere is full of templates; a Secret itself is not.
  const kind = origin.documents.find(({ id }) => id === document)?.identity?.kind ?? '';
  const isMadeElsewhere = kind !== 'Secret' && /secret|sops/i.test(kind);
  return !(isMadeElsewhere && value.includes('{{'));
}

function isEmpty(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}

/** Whether a file that is one value brings something that is not shown of it. */
export function bringsHidden(path: string, role: FileRole, before: string, after: string): boolean {
  if (after === before || encrypted.test(after)) return false;
  const [was, is] = [shownOf(path, role, before), shownOf(path, role, after)];
  if (is.shown === after) return false;
  const [lines, shown] = [after.split('\n'), is.shown.split('\n')];
  // Where parts as a whole are hidden, no line tells which.
  if (lines.length !== shown.length) return was.shown === before || hidesDifference(was, is);
  const known = new Set(before.split('\n'));
  return lines.some((line, at) => line !== shown[at] && !known.has(line) && !reference.test(assigned(line)));
}

function shownOf(path: string, role: FileRole, text: string) {
  return { text, shown: maskFile(path, text, role) as string };
}

/** What follows the name, without its quotes. */
function assigned(line: string): string {
  return line.replace(/^[^:=]*[:=]\s*["']?|["']\s*$/g, '');
}
