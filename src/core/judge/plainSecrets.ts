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
  const sides = [before, after].map((text) => ({ text, shown: maskFile(path, text, role) }));
  const [was, is] = sides;
  if (!was || !is || is.shown === is.text) return false;
  if (role === 'content' || role === 'patch') return true;
  return hidesDifference(was, is) && !onlyRefers(before, after, is.shown);
}

/** Whether each new line of which something is hidden only says where the value is. */
function onlyRefers(before: string, after: string, shown: string): boolean {
  const [lines, masked] = [after.split('\n'), shown.split('\n')];
  if (lines.length !== masked.length) return false;
  const known = new Set(before.split('\n'));
  const fresh = lines.filter((line, at) => line !== masked[at] && !known.has(line));
  return fresh.length > 0 && fresh.every((line) => reference.test(line.replace(/^[^:=]*[:=]\s*["']?|["']\s*$/g, '')));
}
