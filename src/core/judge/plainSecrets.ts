import type { Entry } from '../manifest/merge/contract';
import { hidesDifference } from '../manifest/secrecy/hidden';
import { maskFile } from '../manifest/secrecy/mask';
import type { FileRole } from '../manifest/secrecy/roles';

/** What tools leave in the place of a value that they encrypted, from its first to its last letter: SOPS, and armour. */
const encrypted =
  /^\s*(?:ENC\[[A-Z\d_]+,[^\]\s]*\]|-----BEGIN (AGE ENCRYPTED FILE|PGP MESSAGE)-----(?:(?!-----)[^])*-----END \1-----)\s*$/;

/** How files begin that git-crypt or age encrypted as a whole. */
const encryptedFile = /^(?:\0GITCRYPT\0|age-encryption\.org\/v\d)/;

/** A word that names where the value is: `${VAR}`, `$(VAR)`, `<path:…>`, or a template. */
const reference = /^\s*(?:\$\{[^}]*\}|\$\([^)]*\)|<[^<>]*>|\{\{.*\}\}|ref\+\S+|vault:\S+)\s*$/s;

/** What SOPS writes beside the values: by whom they can be read, never what they are. Source: getsops/sops, `stores.Metadata`. */
const sopsFields = new Set(
  (
    'shamir_threshold key_groups kms gcp_kms azure_kv hc_vault hckms age pgp lastmodified mac mac_only_encrypted version ' +
    'unencrypted_suffix encrypted_suffix unencrypted_regex encrypted_regex unencrypted_comment_regex encrypted_comment_regex'
  ).split(' '),
);

/**
 * Whether an entry is a value of a Secret (or of what is as secret, by its key or its shape) that anybody can read. What is
 * encrypted, empty, or only says where the value is, is not.
 */
export function isPlainSecret({ secret, value, key, document, origin }: Entry, role: FileRole): boolean {
  const isContent = role === 'content';
  const isPatched = role === 'patch' && key.some((step) => /^(?:string)?data$/i.test(step));
  if (!(secret || isContent || isPatched) || value === null) return false;
  if (typeof value === 'boolean') return isContent;
  if (key[0] === 'sops' && sopsFields.has(key[1] ?? '')) return false;
  const kind = origin.documents.find(({ id }) => id === document)?.identity?.kind ?? '';
  if (kind !== 'Secret' && key.some((step) => /^encrypteddata$/i.test(step))) return false;
  if (typeof value !== 'string') return !isEmpty(value);
  if (value.trim() === '' || encrypted.test(value) || reference.test(value)) return false;
  // What makes a Secret elsewhere is full of templates; a Secret itself is not.
  const isMadeElsewhere = kind !== 'Secret' && /secret|sops/i.test(kind);
  return !(isMadeElsewhere && value.includes('{{'));
}

function isEmpty(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}

/** Whether a file that is one value brings something that is not shown of it. */
export function bringsHidden(path: string, role: FileRole, before: string, after: string): boolean {
  if (after === before || encryptedFile.test(after) || after.split('\n').every(isEncryptedLine)) return false;
  if (encrypted.test(after)) return false;
  const [was, is] = [shownOf(path, role, before), shownOf(path, role, after)];
  if (is.shown === after) return false;
  const [lines, shown] = [after.split('\n'), is.shown.split('\n')];
  // Where parts as a whole are hidden, no line tells which.
  if (lines.length !== shown.length) return was.shown === before || hidesDifference(was, is);
  const known = new Set(before.split('\n'));
  return lines.some((line, at) => line !== shown[at] && !known.has(line) && !isHarmless(line));
}

function shownOf(path: string, role: FileRole, text: string) {
  return { text, shown: maskFile(path, text, role) as string };
}

function isHarmless(line: string): boolean {
  return isEncryptedLine(line) || reference.test(assigned(line));
}

/** As SOPS writes files of variables: value by value, with comments, and with what it says of itself as `sops_…`. */
function isEncryptedLine(line: string): boolean {
  const [, name = ''] = /^sops_(\w+)=/.exec(line) ?? [];
  const [field = ''] = name.split('__', 1);
  return line.trim() === '' || sopsFields.has(field) || encrypted.test(assigned(line)) || encrypted.test(line.slice(1));
}

/** What follows the name, without its quotes. */
function assigned(line: string): string {
  return line.replace(/^[^:=]*[:=]\s*["']?|["']\s*$/g, '');
}
