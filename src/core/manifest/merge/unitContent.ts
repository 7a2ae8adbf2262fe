import type { Value } from '../objects';
import type { YamlNode } from '../read/nodes';
import { readQuickly } from '../read/quick/readQuickly';
import { isTemplated } from '../read/templated';
import { valueOf } from '../read/value';
import { isNestedTooDeeply } from '../../support/nesting';
import { comparable } from './comparable';
import type { KeyPath, MergeRules } from './contract';
import { keyPatterns } from './ownedKeys';
import { maxKeyLetters } from './leaves';
import { type KeyView, keyView } from './view';

/** What a part of a document says. */
export interface UnitContent {
  readonly shape: 'block map' | 'flow map' | 'other';
  readonly value: Value;
  readonly leaves: readonly UnitLeaf[];
}

export interface UnitLeaf {
  /** The `stepId` of its outermost key; empty where it is all of the document. */
  readonly step: string;
  readonly key: KeyPath;
  readonly value: Value;
  /** The value as `comparable` says it. */
  readonly text: string;
  readonly owned: boolean;
  /** What follows the document in the name of the entry. */
  readonly idEnd: string;
}

/**
 * Reads a part as a document of its own.
 * @returns nothing where it has not the ordinary form, or cannot be merged
 */
export function contentIn(text: string, rules: MergeRules): UnitContent | undefined {
  const documents = isNestedTooDeeply(text) ? undefined : readQuickly(text);
  const root = documents?.length === 1 ? documents[0]?.root : undefined;
  if (!root || isTemplated(root)) return undefined;
  const problems: string[] = [];
  const value = valueOf(root, 'kubectl', (code) => code === 'unsupported' && problems.push(code));
  if (problems.length > 0) return undefined;
  const leaves = leavesIn(keyView(root, value, '', keyPatterns(rules.ownedKeys)));
  return leaves && { shape: shapeOf(root), value, leaves };
}

function shapeOf(root: YamlNode): UnitContent['shape'] {
  if (root.kind !== 'map') return 'other';
  return root.flow ? 'flow map' : 'block map';
}

/** In the order of the text; nothing where their names come to more than is read. */
function leavesIn(tree: KeyView): readonly UnitLeaf[] | undefined {
  const leaves: UnitLeaf[] = [];
  let letters = 0;
  const collect = (at: KeyView, step: string, key: KeyPath, id: string): void => {
    if (letters > maxKeyLetters) return;
    if (at.kind === 'leaf') {
      leaves.push({ step, key, value: at.value, text: comparable(at.value), owned: at.owned, idEnd: `${id}]` });
      letters += id.length + 1;
    } else {
      for (const [own, child] of at.children)
        collect(child.tree, key.length === 0 ? own : step, [...key, child.step.text], `${id},${JSON.stringify(own)}`);
    }
  };
  collect(tree, '', [], '');
  return letters > maxKeyLetters ? undefined : leaves;
}
