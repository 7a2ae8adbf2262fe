import { type ListNode, type MapNode, resolved, type ScalarNode, type YamlNode } from '../read/nodes';
import { mayHoldSecrets } from './embedded';
import { type Around, kindOf, targetOf } from './kinds';
import { isSecretName, isSettingName } from './names';
import { itemsOf, keyOf, mergeKey, nodesAt, textOf, textsAt, type Written, writtenIn } from './nodes';
import { isOperations, mayBeSetIn, opsOf } from './operations';
import { hasSecretAssignment, hasSecretShape, isOfSecretFlag, isSecretText, looksLikeValue } from './shapes';

const targets: readonly Around['target'][] = [undefined, 'secret', 'other', 'unknown'];

export const outermost: Around = { names: true, depth: 0 };

/** Of a Secret, what is known not to be secret; everything else is, whatever its name. */
const openInSecret = new Set(['apiversion', 'kind', 'type', 'immutable', 'engineversion', 'mergepolicy']);
const openInMetadata = new Set(
  'name namespace labels generatename uid resourceversion generation creationtimestamp ownerreferences finalizers'.split(
    ' ',
  ),
);
const openInGenerator = new Set('name namespace behavior type files envs env'.split(' '));
const openInSops = new Set(
  'lastmodified version unencrypted_suffix encrypted_suffix encrypted_regex unencrypted_regex'.split(' '),
);

/** What of a map tells of its other fields: nothing else of it does. */
const telling = new Set(['kind', 'apiversion', 'metadata', 'name', 'key', 'target', 'targets', 'patch', 'jsonop']);

/** Whether a key of a map may decide what is hidden at its others: also by what it merges into the map. */
export function tellsOfOthers(name: string): boolean {
  return name === mergeKey || telling.has(keyOf(name));
}

/**
 * The scalars of a document that must not be shown: decided by what the objects are, also those nested in others or
 * written in a text, by what kustomize makes of a field, by the names of keys, and by the shape of values.
 * @throws RangeError where it nests too deeply to be walked
 */
export function hiddenIn(root: YamlNode | null, around: Around = outermost): ReadonlySet<ScalarNode> {
  const hidden = new Set<ScalarNode>();
  const hiding = new Set<YamlNode>();
  /** As bits: in which surroundings a node was seen. */
  const seen = new Map<YamlNode, number>();

  const hide = (used: YamlNode | null): void => {
    const node = used && resolved(used);
    if (!node || hiding.has(node)) return;
    hiding.add(node);
    if (node.kind === 'scalar') {
      if (node.end > node.start) hidden.add(node);
    } else if (node.kind === 'list') for (const item of itemsOf(node)) hide(item);
    else
      for (const { key, value } of node.pairs) {
        hide(value);
        // `{{ .Values.x }}` reads as a map in a map, with the words of the template as its key.
        if (value === null || resolved(key).kind !== 'scalar') hide(key);
      }
  };

  const visit = (used: YamlNode | null, here: Around): void => {
    const node = used && resolved(used);
    if (!node || isDone(node, here)) return;
    if (node.kind === 'scalar') {
      visitScalar(node, here);
      return;
    }
    if (node.kind === 'list') {
      visitList(node, here);
      return;
    }
    const fields = writtenIn(node);
    if (here.isSecret || here.target === 'secret' || kindOf(fields) === 'secret') {
      visitSecret(fields, here);
      return;
    }
    visitMap(node, fields, here);
  };

  /** An alias may lead here again and again; what surrounds it makes a difference only as a whole. */
  const isDone = (node: YamlNode, { names, target, isSecret = false }: Around): boolean => {
    const way = 1 << (targets.indexOf(target) * 4 + (names ? 2 : 0) + (isSecret ? 1 : 0));
    const ways = seen.get(node) ?? 0;
    if ((ways & way) !== 0) return true;
    seen.set(node, ways | way);
    return false;
  };

  const visitScalar = (node: ScalarNode, here: Around): void => {
    const text = textOf(node);
    const isHidden =
      hasSecretShape(text) || (here.names && hasSecretAssignment(text)) || mayHoldSecrets(text, here, hiddenIn);
    if (isHidden) hide(node);
  };

  const visitList = (list: ListNode, here: Around): void => {
    const items = itemsOf(list);
    if (isOperations(items)) {
      for (const { value, holdsSecret } of opsOf(items, here.target ?? 'unknown')) {
        if (holdsSecret) hide(value);
        else visit(value, { names: here.names, depth: here.depth });
      }
      return;
    }
    items.forEach((item, index) => {
      const before = items[index - 1];
      const isOfFlag = before?.kind === 'scalar' && item.kind === 'scalar' && isOfSecretFlag(before.text, item.text);
      if (here.names && isOfFlag) hide(item);
      else visit(item, here);
    });
  };

  const visitSecret = (fields: readonly Written[], here: Around): void => {
    const inside = { names: true, depth: here.depth };
    for (const { key, node } of fields) {
      const value = node && resolved(node);
      if (key === 'metadata') visitMetadata(value, here.depth);
      else if (openInSecret.has(key) && value?.kind === 'scalar') visit(value, inside);
      else if (key === 'items' && value?.kind === 'list')
        for (const item of itemsOf(value)) visit(item, { ...inside, isSecret: true });
      else hide(node);
    }
  };

  /** Tools copy whole Secrets into annotations: of those, only a few plain words are shown. */
  const visitMetadata = (node: YamlNode | null, depth: number): void => {
    if (node?.kind !== 'map') {
      hide(node);
      return;
    }
    for (const { key, node: value } of writtenIn(node)) {
      if (openInMetadata.has(key)) visit(value, { names: false, depth });
      else if (key !== 'annotations' || !value || resolved(value).kind !== 'map') hide(value);
      else for (const annotation of writtenIn(resolved(value) as MapNode)) visitAnnotation(annotation, depth);
    }
  };

  const visitAnnotation = ({ key, node }: Written, depth: number): void => {
    const value = node && resolved(node);
    const isPlain =
      value?.kind === 'scalar' &&
      value.text.length <= 80 &&
      !/[\n{}[\]]|(?<![A-Za-z\d+/_-])[A-Za-z\d+/_-]{24,}=*$/.test(value.text);
    if (!isPlain || isSecretName(key) || key.includes('last-applied') || looksLikeValue(value.text)) hide(node);
    else visit(node, { names: true, depth });
  };

  const visitMap = (map: MapNode, fields: readonly Written[], here: Around): void => {
    const around = fields.filter(({ key }) => telling.has(key));
    const kind = kindOf(around);
    const isPart = kind === 'none' || kind === 'unclear';
    const isObjectLike = isPart && around.some(({ key }) => key === 'metadata' || key === 'apiversion');
    const inside: Around = { names: here.names && kind !== 'crd', depth: here.depth };
    const namesSecret = inside.names && [...textsAt(around, 'name'), ...textsAt(around, 'key')].some(isSecretName);
    const setsSecret = mayBeSetIn(around);
    for (const { key, name, node } of fields) {
      const value = node && resolved(node);
      if (key === 'stringdata' || key === 'encrypteddata') hide(node);
      else if (key === 'data' || key === 'binarydata') {
        const isDoubtful = isObjectLike || here.target === 'unknown' || (kind === 'bearer' && value?.kind !== 'list');
        if (isDoubtful) hide(node);
        else visit(node, kind === 'configMap' || here.target === 'other' ? { ...inside, names: false } : inside);
      } else if (key === 'secretgenerator') visitGenerator(value);
      else if (kind === 'bearer' && /^(template|secrettemplates)$/.test(key))
        visit(value, { ...inside, isSecret: true });
      else if (kind === 'bearer' && /^(literals?|values|target)$/.test(key) && value?.kind !== 'map') hide(node);
      else if (kind === 'bearer' && value?.kind === 'map') visitBearer(value, inside);
      else if (key === 'sops' && value?.kind === 'map') hideBut(value, openInSops);
      else if (/^(patches|patchesjson6902|patchesstrategicmerge)$/.test(key) && value?.kind === 'list') {
        for (const patch of itemsOf(value)) visitPatch(patch, inside);
      } else if ((key === 'patch' || key === 'jsonop') && value?.kind === 'scalar') visitPatch(map, inside);
      else if ((key === 'value' || key === 'sourcevalue') && setsSecret) hide(node);
      else if (key === 'value' && namesSecret) hideBelow(value, inside);
      else if (inside.names && isSecretName(name)) hideBelow(value, inside);
      else visit(value, inside);
    }
  };

  /** The parts of an object that is about secrets: its kind counts for all that it holds. */
  const visitBearer = (map: MapNode, here: Around): void => {
    for (const { key, name, node } of writtenIn(map)) {
      const value = node && resolved(node);
      if (/^(template|secrettemplates)$/.test(key)) visit(value, { ...here, isSecret: true });
      else if (/^(stringdata|encrypteddata|binarydata|literals?|values?|headers)$/.test(key)) hide(node);
      else if (key === 'data' && value?.kind !== 'list') hide(node);
      else if (key === 'secrettemplates' || value?.kind === 'list') {
        const items = value?.kind === 'list' ? itemsOf(value) : [];
        for (const item of items) {
          if (item.kind === 'map') visitBearer(item, here);
          else visit(item, here);
        }
      } else if (value?.kind === 'map') visitBearer(value, here);
      else if (isSecretName(name) && key !== 'secretkey') hideBelow(value, here);
      else visit(value, here);
    }
  };

  const visitGenerator = (node: YamlNode | null): void => {
    if (node?.kind === 'list') for (const item of itemsOf(node)) visitGenerator(item);
    else if (node?.kind === 'map') hideBut(node, openInGenerator);
    else hide(node);
  };

  const hideBut = (map: MapNode, open: ReadonlySet<string>): void => {
    for (const { key, node } of writtenIn(map)) {
      if (open.has(key)) visit(node, outermost);
      else hide(node);
    }
  };

  /** A patch of a kustomization: inline in a text, with what it is of beside it. */
  const visitPatch = (node: YamlNode, here: Around): void => {
    if (node.kind !== 'map') {
      visit(node, here);
      return;
    }
    const fields = writtenIn(node);
    const targets = nodesAt(fields, 'target');
    const kinds = targets.flatMap((at) => (at.kind === 'map' ? textsAt(writtenIn(at), 'kind') : []));
    const target = targets.length > 0 ? targetOf(kinds) : undefined;
    for (const { key, node: value } of fields) {
      const written = value && resolved(value);
      if (!/^(patch|jsonop)$/.test(key)) visit(value, here);
      else if (target === 'secret') hide(value);
      else if (
        written?.kind === 'scalar' &&
        mayHoldSecrets(textOf(written), { ...here, ...(target ? { target } : {}) }, hiddenIn)
      )
        hide(value);
      else visit(value, here);
    }
  };

  /** What stands below a key whose name says that it is secret, apart from names and settings. */
  const hideBelow = (used: YamlNode | null, here: Around): void => {
    const node = used && resolved(used);
    if (!node || isDone(node, { ...here, target: 'secret', isSecret: true })) return;
    if (node.kind === 'scalar') {
      if (isSecretText(textOf(node))) hide(node);
    } else if (node.kind === 'list') {
      for (const item of itemsOf(node)) hideBelow(item, here);
    } else {
      for (const { name, node: value } of writtenIn(node)) {
        if (isSettingName(name)) visit(value, here);
        else hideBelow(value, here);
      }
    }
  };

  visit(root, around);
  return hidden;
}
