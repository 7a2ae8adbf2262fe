import { stringify } from 'yaml';
import type { LiveObject } from '../cluster/live';
import { mergeManifest } from '../manifest/merge/mergeManifest';
import type { ManifestObject, ObjectIdentity, Value } from '../manifest/objects';
import { readManifestFile } from '../manifest/read/readManifestFile';
import { sameValue } from '../manifest/sameValue';
import { message, type Message } from '../support/message';
import { stepsOf, type ItemStep } from './reportPath';
import { holdsSecrets } from '../manifest/secrecy/values';
import { at, isList, isMap, scalarText, type Json } from './values/values';

export type Adopted =
  { readonly kind: 'edited'; readonly text: string } | { readonly kind: 'refused'; readonly said: Message };

type Step = string | ItemStep;

/** What an item leaves out and is still named by. Source: docs/drift.md, "What is no drift". */
const usual: Readonly<Record<string, string>> = { protocol: 'TCP' };

/**
 * The manifest's text with one field as it is live: set, added or taken out. All other lines and comments stay. The
 * result is read again; where it does not say what was meant, or the place cannot be found for sure, it is refused.
 * Values of Secrets are never written into a file.
 *
 * @param path as the drift report writes it
 */
export function adoptLive(
  file: { readonly path: string; readonly text: string },
  identity: ObjectIdentity,
  path: string,
  live: LiveObject,
): Adopted {
  if (identity.kind === 'Secret') return refused(noSecrets);
  const steps = stepsOf(path);
  const object = onlyObject(file, identity);
  if (!steps || !object) return refused(message('The object is not in this file, or it is there more than once.'));
  if (lineBefore(file.text, object.span.start) !== '') {
    return refused(message('The object is an item of a list, which is not edited here.'));
  }
  const there = valueAt(live, steps);
  if (there.kind === 'unclear') return refused(unclear);
  if (holdsSecrets(lastKeyOf(steps), there.value)) return refused(noSecrets);
  const wanted = withValue(object.value, steps, there.value);
  if (wanted === undefined) return refused(unclear);
  const source = replaced(file, object, wanted);
  const merged = mergeManifest({ base: file.text, target: file.text, source }, { ownedKeys: [] });
  if (merged.kind !== 'merged' || merged.text === null) {
    return refused(
      message('The text cannot be edited here for sure: it shares the value by an anchor, or has an unusual form.'),
    );
  }
  const written = onlyObject({ ...file, text: merged.text }, identity);
  return written && sameValue(written.value, wanted as Value)
    ? { kind: 'edited', text: merged.text }
    : refused(unclear);
}

const noSecrets = message('Values of a Secret are not written into a file.');
const unclear = message('It is not clear where this value belongs in the file.');

/** `value` of `spec.env[name=A].value`. */
function lastKeyOf(steps: readonly (string | ItemStep)[]): string {
  return steps.findLast((step) => typeof step === 'string') ?? '';
}

function refused(said: Message): Adopted {
  return { kind: 'refused', said };
}

function onlyObject(
  { path, text }: { readonly path: string; readonly text: string },
  { apiVersion, kind, name, namespace }: ObjectIdentity,
): ManifestObject | undefined {
  const found = readManifestFile(path, text).objects.filter(
    ({ identity }) =>
      identity.apiVersion === apiVersion &&
      identity.kind === kind &&
      identity.name === name &&
      identity.namespace === namespace,
  );
  return found.length === 1 ? found[0] : undefined;
}

function lineBefore(text: string, offset: number): string {
  return text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset).replace(/^\uFEFF|^---\s*/, '');
}

/** The file with the whole object written anew: only what it says counts, by key. */
function replaced({ path, text }: { path: string; text: string }, { span }: ManifestObject, wanted: unknown): string {
  const isJson = /\.json$/i.test(path);
  // In the words of YAML 1.1, as Kubernetes reads it: a text like `yes` is quoted.
  const body = isJson ? JSON.stringify(wanted, null, 2) : stringify(wanted, { version: '1.1', lineWidth: 0 });
  return text.slice(0, span.start) + body + text.slice(span.end);
}

type Found = { readonly kind: 'found'; readonly value: unknown } | { readonly kind: 'unclear' };

/** A key that is not there is found to be nothing; an item has to be there, once. */
function valueAt(root: unknown, steps: readonly Step[]): Found {
  let value = root;
  for (const [index, step] of steps.entries()) {
    if (typeof step === 'string') {
      value = at(value, step);
      continue;
    }
    const items = isList(value) ? value.filter((item) => isNamed(item, step)) : [];
    const isLast = index === steps.length - 1;
    if (items.length > 1 || (items.length === 0 && !isLast)) return { kind: 'unclear' };
    value = items[0];
  }
  return { kind: 'found', value };
}

/** A copy in which the place has the value, or is not there where there is none. Undefined: the place is not clear. */
function withValue(root: unknown, steps: readonly Step[], value: unknown): unknown {
  const [step, ...rest] = steps;
  if (step === undefined) return value;
  if (typeof step === 'string') return withKey(root, step, rest, value);
  if (root !== undefined && !isList(root)) return undefined;
  const items = root ?? [];
  const index = items.findIndex((item) => isNamed(item, step));
  if (items.filter((item) => isNamed(item, step)).length > 1) return undefined;
  if (rest.length > 0) {
    if (index < 0) return undefined;
    const inner = withValue(items[index], rest, value);
    return inner === undefined ? undefined : items.with(index, inner);
  }
  if (value === undefined) return index < 0 ? undefined : items.toSpliced(index, 1);
  return index < 0 ? [...items, value] : items.with(index, value);
}

function withKey(root: unknown, key: string, rest: readonly Step[], value: unknown): Json | undefined {
  if (root !== undefined && !isMap(root)) return undefined;
  const map = root ?? {};
  if (rest.length === 0) {
    if (value !== undefined) return { ...map, [key]: value };
    return Object.fromEntries(Object.entries(map).filter(([name]) => name !== key));
  }
  const inner = withValue(at(map, key), rest, value);
  return inner === undefined ? undefined : { ...map, [key]: inner };
}

/** `name=web`, or several fields; an index alone names nothing: the lists may differ in order. */
function isNamed(item: unknown, { item: name }: ItemStep): boolean {
  const fields = name.split(',').map((field) => field.split('='));
  return fields.every(([key = '', ...value]) => {
    const there = at(item, key) ?? usual[key];
    return value.length > 0 && scalarText(there) === value.join('=');
  });
}
