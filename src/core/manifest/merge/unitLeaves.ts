import type { Value } from '../objects';
import { type Field, fieldsOf } from '../read/fields';
import { isMapValue } from '../read/identity';
import type { ListNode, MapNode, ScalarNode, YamlNode } from '../read/nodes';
import { maxValues, readScalar, valueOf } from '../read/value';
import { comparable } from './comparable';
import type { KeyPath, MergeRules } from './contract';
import { stepId } from './entryId';
import { maxKeyLetters } from './leaves';
import { itemKeys } from './listIdentity';
import { keyPatterns, type KeyState } from './ownedKeys';

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

export interface UnitLeaves {
  /** In the order of the text. */
  readonly leaves: readonly UnitLeaf[];
  /** How many values it has, with those within others. */
  readonly size: number;
  /** What the names of its entries come to, without that of the document. */
  readonly letters: number;
  /** Its outermost keys; empty where it is no map. */
  readonly fields: ReadonlyMap<string, Field>;
}

/** It has what Kubernetes refuses, or more than is read. */
export class Unmergeable extends Error {}

/**
 * The leaves that `keyView` has of a part that `readQuickly` read, in one walk: neither a tree of it nor the values of its maps are made.
 * @throws Unmergeable, and TooMuchShared, where it is to be read with its file as a whole
 */
export function unitLeaves(root: YamlNode, rules: MergeRules): UnitLeaves {
  const walk = new Walk();
  const fields = root.kind === 'map' ? fieldsOf(root, 'kubectl', refused) : new Map<string, Field>();
  const [at, state] = [{ step: '', key: [], id: '' }, keyPatterns(rules.ownedKeys)];
  if (root.kind === 'map') walk.map(fields, undefined, at, state);
  else walk.node(root, undefined, at, '', state);
  const { leaves, size, letters } = walk;
  return { leaves, size, letters, fields };
}

interface At {
  readonly step: string;
  readonly key: KeyPath;
  /** What its names begin with, behind the document's. */
  readonly id: string;
}

class Walk {
  readonly leaves: UnitLeaf[] = [];
  size = 0;
  letters = 0;

  /**
   * @param value where it was read already
   * @param name the last step of its key; `state`: which patterns of owned keys lead on from it
   */
  node(node: YamlNode | null, value: Value | undefined, at: At, name: string, state: KeyState): void {
    if (node?.kind === 'map') this.map(fieldsOf(node, 'kubectl', refused), value, at, state);
    else if (node?.kind === 'list') this.list(node, value, at, name, state);
    else this.leaf(value ?? scalarIn(node), at, state);
  }

  map(fields: ReadonlyMap<string, Field>, value: Value | undefined, at: At, state: KeyState): void {
    if (fields.size === 0) {
      this.leaf({}, at, state);
      return;
    }
    this.counted(1);
    const values = value !== undefined && isMapValue(value) ? value : undefined;
    for (const { key, value: inner } of fields.values()) {
      this.node(inner, values?.[key], below(at, key, stepId({ text: key, item: false })), key, state.after(key));
    }
  }

  private list(node: ListNode, known: Value | undefined, at: At, name: string, state: KeyState): void {
    const value = known ?? valueOf(node, 'kubectl', refused);
    const values = Array.isArray(value) ? (value as readonly Value[]) : [];
    const texts = itemKeys(values, name, state);
    if (!texts) {
      this.leaf(value, at, state);
      return;
    }
    this.counted(1);
    for (const [index, item] of node.items.entries()) {
      const text = texts[index] ?? '';
      this.node(item.value, values[index], below(at, text, stepId({ text, item: true })), text, state.after(text));
    }
  }

  private leaf(value: Value, { step, key, id }: At, { matched }: KeyState): void {
    const idEnd = `${id}]`;
    this.leaves.push({ step, key, value, text: comparable(value), owned: matched, idEnd });
    this.letters += idEnd.length;
    if (this.letters > maxKeyLetters) throw new Unmergeable();
    this.counted(sizeIn(value));
  }

  private counted(more: number): void {
    this.size += more;
    if (this.size > maxValues) throw new Unmergeable();
  }
}

function below({ step, key, id }: At, text: string, own: string): At {
  return { step: key.length === 0 ? own : step, key: [...key, text], id: `${id},${JSON.stringify(own)}` };
}

function scalarIn(node: ScalarNode | Exclude<YamlNode, MapNode | ListNode> | null): Value {
  if (node === null) return null;
  const reading = node.kind === 'scalar' ? readScalar(node, 'kubectl') : undefined;
  if (!reading || !('value' in reading)) throw new Unmergeable();
  return reading.value;
}

function refused(code: 'duplicateKey' | 'unsupported'): void {
  if (code === 'unsupported') throw new Unmergeable();
}

function sizeIn(value: Value): number {
  if (typeof value !== 'object' || value === null) return 1;
  return Object.values(value as Readonly<Record<string, Value>>).reduce<number>((sum, inner) => sum + sizeIn(inner), 1);
}
