import { listAt, mapAt, stringAt } from '../../cluster/json';
import type { LiveObject } from '../../cluster/live';
import type { ObjectIdentity } from '../../manifest/objects';
import { groupOf } from '../../manifest/read/identity';
import { fromJq, fromPointer, type Pattern } from './pattern';
import { at, type Json } from '../values/values';

/** What one controller is told to leave alone in some of its objects. */
export interface Rule {
  isAbout(identity: ObjectIdentity, object: LiveObject): boolean;
  readonly patterns: readonly Pattern[];
  /** Whatever these field managers own. */
  readonly managers: readonly string[];
}

/** What cannot be understood of a rule is left out: then a difference shows that the controller would not mend. */
export function rulesOf(
  kind: 'Application' | 'Kustomization' | 'HelmRelease',
  controller: LiveObject,
): readonly Rule[] {
  switch (kind) {
    case 'Application':
      return listAt(controller, 'spec', 'ignoreDifferences').map(argoRule);
    case 'Kustomization':
      return listAt(controller, 'spec', 'ignore').map(fluxRule);
    case 'HelmRelease':
      return listAt(controller, 'spec', 'driftDetection', 'ignore').map(fluxRule);
  }
}

/** Source: Argo CD, docs/user-guide/diffing.md. */
function argoRule(entry: unknown): Rule {
  const wanted = (key: string): string | undefined => stringAt(entry, key) || undefined;
  return {
    isAbout: ({ apiVersion, kind, name, namespace = '' }) =>
      matchesGlob(stringAt(entry, 'group') ?? '', groupOf(apiVersion)) &&
      matchesGlob(wanted('kind') ?? '*', kind) &&
      matchesGlob(wanted('name') ?? '*', name) &&
      matchesGlob(wanted('namespace') ?? '*', namespace),
    patterns: [
      ...textsAt(entry, 'jsonPointers').map(fromPointer),
      ...textsAt(entry, 'jqPathExpressions').map(fromJq),
    ].filter((pattern) => pattern !== undefined),
    managers: textsAt(entry, 'managedFieldsManagers'),
  };
}

/** Without a target it is about all objects. Source: Flux, HelmRelease `driftDetection.ignore`, Kustomization `ignore`. */
function fluxRule(entry: unknown): Rule {
  const target = mapAt(entry, 'target');
  return {
    isAbout: (identity, object) => isTarget(target, identity, object),
    patterns: textsAt(entry, 'paths')
      .map(fromPointer)
      .filter((pattern) => pattern !== undefined),
    managers: [],
  };
}

function isTarget(
  target: Readonly<Record<string, unknown>>,
  { apiVersion, kind, name, namespace = '' }: ObjectIdentity,
  { metadata }: LiveObject,
): boolean {
  const [version = ''] = apiVersion.split('/').slice(-1);
  const own: Readonly<Record<string, string>> = {
    group: groupOf(apiVersion),
    version,
    kind,
    name,
    namespace,
  };
  return Object.entries(target).every(([key, wanted]) => {
    if (typeof wanted !== 'string' || wanted === '') return wanted === '';
    if (key === 'labelSelector') return matchesLabels(wanted, mapAt(metadata, 'labels')) === true;
    if (key === 'annotationSelector') return matchesLabels(wanted, mapAt(metadata, 'annotations')) === true;
    const text = own[key];
    return text !== undefined && matchesExpression(wanted, text) === true;
  });
}

function textsAt(entry: unknown, key: string): readonly string[] {
  return listAt(entry, key).filter((item) => typeof item === 'string');
}

/** Whether a name is what a rule says: exactly, or with `*` for anything. */
export function matchesGlob(pattern: string, text: string): boolean {
  return matchesParts(pattern.split('*'), text);
}

/**
 * Whether Flux's anchored expression means this text. Only alternatives of literals with `.*` are understood: the text
 * comes from a cluster, and an expression of anybody's may run for ever. Undefined where it says more.
 */
export function matchesExpression(expression: string, text: string): boolean | undefined {
  const plain = expression.replace(/^\^/, '').replace(/\$$/, '');
  const alternatives = plain.replace(/^\((?:\?:)?([^()]*)\)$/, '$1').split('|');
  if (!alternatives.every((one) => /^[\w.*:-]*$/.test(one) && !/(^|[^.])\*/.test(one))) return undefined;
  return alternatives.some((one) => matchesParts(one.split('.*'), text));
}

function matchesParts([first = '', ...rest]: readonly string[], text: string): boolean {
  if (rest.length === 0) return text === first;
  if (!text.startsWith(first)) return false;
  const last = rest.at(-1) ?? '';
  let from = first.length;
  for (const part of rest.slice(0, -1)) {
    const found = text.indexOf(part, from);
    if (found < 0) return false;
    from = found + part.length;
  }
  return text.length - last.length >= from && text.endsWith(last);
}

/** A label selector of equalities and existence; undefined where it says more (`in`, `notin`). */
export function matchesLabels(selector: string, labels: Json): boolean | undefined {
  const terms = selector.split(',').map((term) => term.trim());
  const results = terms.map((term) => {
    const [, not = '', key, operator, value] = /^(!?)([\w./-]+)\s*(?:(==?|!=)\s*([\w.-]*))?$/.exec(term) ?? [];
    if (key === undefined) return undefined;
    if (operator === undefined) return (at(labels, key) !== undefined) !== (not === '!');
    return (at(labels, key) === value) !== (operator === '!=');
  });
  return results.includes(undefined) ? undefined : results.every((result) => result === true);
}
