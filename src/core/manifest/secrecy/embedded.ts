import type { Around } from './kinds';
import type { Document } from 'yaml';
import { compose, UnreadableDocument } from '../read/compose';
import { parseDocuments } from '../read/documents';
import type { ScalarNode, YamlNode } from '../read/nodes';
import { hasSecretLines } from './lines';
import { hasSecretShape } from './shapes';
import { nodeOf } from './valueNodes';

/** Texts within texts within texts: what lies deeper is not looked into, and not shown. */
const maxDepth = 3;
/** What is longer and may hold a Secret is not looked into, and not shown. */
const maxLength = 1_000_000;

/** JSON is read as YAML, which sees keys that stand twice, up to this length. */
const longestYaml = 20_000;

const objects = /stringdata|encrypteddata|secretgenerator/i;
const names = /pass|pwd|secret|token|key|cred|dsn|auth/i;

/** A judge of a document: handed in, since it asks this file about the texts that it meets. */
type Judge = (root: YamlNode | null, around: Around) => ReadonlySet<ScalarNode>;

/**
 * Whether a text (the value of some key) is itself YAML or JSON that holds something secret, or base64 of such a text or of a
 * key. What looks as if it did and cannot be read counts as secret.
 */
export function mayHoldSecrets(text: string, around: Around, judge: Judge): boolean {
  if (text.length < 12) return false;
  const isStructured = /[\n\r{[]/.test(text) && /[:=]/.test(text);
  if (isStructured && isSuspect(text, around)) return isSecretStructure(text, around, judge);
  const decoded = decodedText(text);
  if (decoded === undefined) return false;
  return hasSecretShape(decoded) || mayHoldSecrets(decoded, { ...around, depth: around.depth + 1 }, judge);
}

function isSuspect(text: string, { names: byName, target }: Around): boolean {
  return (
    mayNameObject(text) ||
    (byName && names.test(text)) ||
    (target !== undefined && /data|\bop\b/i.test(text)) ||
    /\\[xu]/i.test(text)
  );
}

function mayNameObject(text: string): boolean {
  if (objects.test(text)) return true;
  const kind = text.search(/kind/i);
  return kind >= 0 && /secret/i.test(text.slice(kind));
}

function isSecretStructure(text: string, around: Around, judge: Judge): boolean {
  const namesObject = mayNameObject(text);
  if (around.depth >= maxDepth || text.length > maxLength) return true;
  const value = text.length > longestYaml ? jsonIn(text) : undefined;
  if (value !== undefined) return judge(nodeOf(value), { ...around, depth: around.depth + 1 }).size > 0;
  const { documents, refused } = parseDocuments(text);
  if (refused !== undefined) return true;
  const inside = { ...around, depth: around.depth + 1 };
  return documents.some((document) => {
    const root = rootOf(document);
    if (root === 'unreadable') return namesSecretObject(text) || (around.names && hasSecretLines(text));
    // Prose, a script, a file of settings.
    if (!root || root.kind === 'scalar')
      return (namesObject && namesSecretObject(text)) || (around.names && hasSecretLines(text));
    return judge(root, inside).size > 0;
  });
}

function jsonIn(text: string): unknown {
  if (!/^\s*[{[]/.test(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function rootOf(document: Document.Parsed): YamlNode | null | 'unreadable' {
  if (document.errors.length > 0) return 'unreadable';
  try {
    return compose(document);
  } catch (error) {
    if (error instanceof UnreadableDocument || error instanceof RangeError) return 'unreadable';
    throw error;
  }
}

/** Whether a text that cannot be read says anywhere that something is a Secret. */
export function namesSecretObject(text: string): boolean {
  const says = /kind["']?\s*[:=]\s*["']?[^\n]{0,40}secret|secretgenerator|stringdata|encrypteddata|\\[xu][\da-f]/i;
  return says.test(text) || /\bSecret\b/.test(text);
}

function decodedText(text: string): string | undefined {
  const compact = text.replace(/\s+/g, '');
  if (compact.length < 24 || compact.length > maxLength || !/^[A-Za-z\d+/_-]+={0,2}$/.test(compact)) return undefined;
  const decoded = Buffer.from(compact, 'base64').toString('utf8');
  // eslint-disable-next-line no-control-regex
  return /[\u0000-\u0008\u000e-\u001f\ufffd]/.test(decoded) ? undefined : decoded;
}
