import type { YamlNode } from '../read/nodes';
import { type Target, targetOf } from './kinds';
import { isSecretName } from './names';
import { type Anchored, itemsOf, nodesAt, textsAt, type Written, writtenIn } from './nodes';

/** Whether a list is a patch of JSON operations (RFC 6902): kustomize takes one from a file without any kind. */
export function isOperations(items: readonly Anchored[]): boolean {
  return items.some((item) => {
    if (item.kind !== 'map') return false;
    const fields = writtenIn(item);
    const [op] = textsAt(fields, 'op');
    return op !== undefined && /^(add|replace|test|remove|move|copy)$/i.test(op) && nodesAt(fields, 'path').length > 0;
  });
}

interface Operation {
  readonly value: YamlNode;
  readonly holdsSecret: boolean;
}

/** The values that operations write. What they are written to decides; where it is not known, it is taken for a Secret. */
export function opsOf(items: readonly Anchored[], target: Target): readonly Operation[] {
  return items.flatMap((item) => {
    if (item.kind !== 'map') return [{ value: item, holdsSecret: true }];
    const fields = writtenIn(item);
    const paths = textsAt(fields, 'path');
    const holdsSecret = target === 'secret' || paths.length === 0 || paths.some((path) => writesSecret(path, target));
    return fields
      .filter(({ key }) => key !== 'op' && key !== 'path' && key !== 'from')
      .flatMap(({ node }) => (node ? [{ value: node, holdsSecret }] : []));
  });
}

function writesSecret(path: string, target: Target): boolean {
  const steps = path
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
  const [first = ''] = steps;
  if (/^(stringdata|encrypteddata)$/i.test(first)) return true;
  if (/^(binary)?data$/i.test(first)) return target !== 'other';
  // The variable is known by its place alone.
  if (steps.at(-1) === 'value' && steps.at(-3) === 'env') return true;
  return steps.some(isSecretName);
}

/** Whether a replacement or a transformer of kustomize, which puts a value into fields of its targets, may set a secret. */
export function mayBeSetIn(fields: readonly Written[]): boolean {
  return mapsAt(fields, 'targets').some((target) => {
    const selected = [...mapsAt(target, 'select'), ...mapsAt(target, 'selector')];
    if (selected.length === 0) return false;
    const paths = [...textsIn(target, 'fieldpath'), ...textsIn(target, 'fieldpaths')];
    const isOther = selected.every((each) => targetOf(textsAt(each, 'kind')) === 'other');
    return !isOther || paths.some((path) => path.split(/[./[\]=]/).some(isSecretName));
  });
}

function mapsAt(fields: readonly Written[], key: string): readonly (readonly Written[])[] {
  const found = nodesAt(fields, key).flatMap((node) => (node.kind === 'list' ? itemsOf(node) : [node]));
  return found.flatMap((node) => (node.kind === 'map' ? [writtenIn(node)] : []));
}

function textsIn(fields: readonly Written[], key: string): readonly string[] {
  const found = nodesAt(fields, key).flatMap((node) => (node.kind === 'list' ? itemsOf(node) : [node]));
  return found.flatMap((node) => (node.kind === 'scalar' ? [node.text] : []));
}
