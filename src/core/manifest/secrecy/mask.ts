import type { Document } from 'yaml';
import { applyEdits, type TextEdit } from '../merge/edit/text';
import { compose, UnreadableDocument } from '../read/compose';
import { parseDocuments } from '../read/documents';
import { resolved, type ScalarNode, type YamlNode } from '../read/nodes';
import { isTemplated } from '../read/templated';
import { commentEdits } from './comments';
import { namesSecretObject } from './embedded';
import { hiddenIn, outermost } from './judge';
import { maskLines } from './lines';
import { isSecretName } from './names';
import type { FileRole } from './roles';
import { looksLikeValue } from './shapes';
import { asShownText, mask, type ShownText } from './shown';

const unread = '# This part may hold a Secret and cannot be read, so it is not shown.\n';
const secretFile = '# The content of a Secret, so it is not shown.\n';

/**
 * A file as it may be shown, whatever it is: manifests with every secret value as `***`, whatever its length; other text
 * without the lines that assign or are a secret; and nothing of a file that is the content of a Secret.
 */
export function maskFile(path: string, text: string, role: FileRole): ShownText {
  const isManifest = /\.(ya?ml|json)$|(^|\/)Kustomization$/i.test(path);
  if (role === 'content' || role === 'patch') return hiddenFile(text);
  if (isManifest) return maskYaml(text, role);
  if (role === 'doubtful' || isSecretFile(path)) return hiddenFile(text);
  return asShownText(maskText(text));
}

/** Manifests as they may be shown: keys and all else stay, comments beside secret values go, since old values live on in them. */
export function maskSecrets(text: string): ShownText {
  return maskYaml(text, 'plain');
}

function hiddenFile(text: string): ShownText {
  return asShownText(text === '' ? '' : secretFile);
}

/** By its name alone: `.env`, `password.txt`, `id_rsa`, `tls.key`. */
export function isSecretFile(path: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (
    /^\.?env(\..+)?$|\.env(\.[\w-]+)?$|^id_(rsa|dsa|ecdsa|ed25519)$|\.(key|pem|p12|pfx|jks|keystore|kdbx|asc|gpg|age|ppk|htpasswd|kubeconfig)$/i.test(
      name,
    )
  )
    return true;
  if (/^\.?(htpasswd|netrc|npmrc|pypirc|pgpass|git-credentials|dockercfg|dockerconfigjson|kubeconfig)$/i.test(name))
    return true;
  if (/\.(md|adoc|rst|ts|js|go|py|sh|html|css|svg|tpl|tf)$/i.test(name)) return false;
  return isSecretName(name.replace(/\.[a-z\d]{1,5}$/i, ''));
}

function maskText(text: string): string {
  // Manifests stand in other files, too: in a page of documentation, in a template.
  if (namesManifest(text) && namesSecretObject(text)) return secretFile;
  return maskLines(text);
}

function namesManifest(text: string): boolean {
  return /kind["']?\s*[:=]\s*["']?[^\n]{0,40}secret|stringdata\s*:|secretgenerator\s*:/i.test(text);
}

function maskYaml(text: string, role: FileRole): ShownText {
  const { documents, refused } = parseDocuments(text);
  if (refused !== undefined) return asShownText(unread);
  const mayBePart = text.includes('{{') && namesSecretObject(text);
  let start = 0;
  const edits = documents.flatMap((document, index) => {
    const place = { start, end: endOf(document, documents[index + 1]?.range[0] ?? text.length) };
    start = place.end;
    return maskDocument(text, document, place, { role, mayBePart });
  });
  const rest = start < text.length ? maskUnread(text, { start, end: text.length }, mayBePart) : [];
  return asShownText(applyEdits(text, [...edits, ...rest]));
}

/** What is broken reaches to where the next document begins: the library leaves out what it makes nothing of. */
function endOf({ errors, range }: Document.Parsed, next: number): number {
  return errors.length > 0 ? Math.max(range[2], next) : range[2];
}

interface Place {
  readonly start: number;
  readonly end: number;
}

function maskDocument(
  text: string,
  document: Document.Parsed,
  { start, end }: Place,
  { role, mayBePart }: { readonly role: FileRole; readonly mayBePart: boolean },
): readonly TextEdit[] {
  const part = text.slice(start, end);
  if (document.errors.length > 0) return maskUnread(text, { start, end }, mayBePart);
  try {
    const root = compose(document);
    if (root?.kind === 'scalar') return maskUnread(text, { start, end }, mayBePart);
    const isObject = root !== null && kindAndVersion(root);
    if (role === 'doubtful' && root && !isObject) return [hide(text, start, end)];
    if (mayBePart && !isObject && root) return [hide(text, start, end)];
    if (part.includes('{{') && namesSecretObject(part) && hasTemplatedKind(part)) return [hide(text, start, end)];
    const target = role === 'patchOfOther' ? ({ target: 'other' } as const) : {};
    const hidden = hiddenIn(root, { ...outermost, ...target });
    const shown = [...hidden].filter((scalar) => scalar.start >= start && scalar.end <= end);
    const keys = root ? keysIn(root).filter((key) => looksLikeValue(key.text)) : [];
    const masked = [...new Set([...shown, ...keys])].map((scalar) => maskScalar(text, scalar));
    const edits = [...masked, ...commentEdits(text, [start, end], root, hidden)];
    if (!isTemplated(root)) return edits;
    const inPart = edits.map((edit) => ({ ...edit, start: edit.start - start, end: edit.end - start }));
    return [{ start, end, text: maskLines(applyEdits(part, inPart)) }];
  } catch (error) {
    if (error instanceof UnreadableDocument || error instanceof RangeError) return [hide(text, start, end)];
    throw error;
  }
}

/** A template that is none as YAML, or something broken: as a whole where it names a Secret, else line by line. */
function maskUnread(text: string, { start, end }: Place, mayBePart: boolean): readonly TextEdit[] {
  const part = text.slice(start, end);
  const isOther = /^kind:\s*["']?[A-Z][A-Za-z]*["']?\s*$/m.test(part) && !namesSecretObject(part);
  if (namesSecretObject(part) || (mayBePart && !isOther)) return [hide(text, start, end)];
  return [{ start, end, text: maskLines(part) }];
}

function hasTemplatedKind(part: string): boolean {
  return /^[^\S\n\r\u2028\u2029]*kind:.*\{\{/m.test(part);
}

function kindAndVersion(root: YamlNode): boolean {
  const map = resolved(root);
  const keys = map.kind === 'map' ? map.pairs.flatMap(({ key }) => (key.kind === 'scalar' ? [key.text] : [])) : [];
  return keys.includes('kind') && keys.includes('apiVersion');
}

function hide(text: string, start: number, end: number): TextEdit {
  const mark = /^---\s/.test(text.slice(start, end)) ? '---\n' : '';
  return { start, end, text: mark + unread };
}

function maskScalar(text: string, { start, end, style }: ScalarNode): TextEdit {
  const endsLine = style === 'block' && text[end - 1] === '\n';
  return { start, end: endsLine ? end - 1 : end, text: mask };
}

function keysIn(root: YamlNode): readonly ScalarNode[] {
  if (root.kind === 'list') return root.items.flatMap(({ value }) => keysIn(value));
  if (root.kind !== 'map') return [];
  return root.pairs.flatMap(({ key, value }) => [
    ...(key.kind === 'scalar' ? [key] : []),
    ...(value ? keysIn(value) : []),
  ]);
}
