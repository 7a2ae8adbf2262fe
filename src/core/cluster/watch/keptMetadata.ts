import { isMap, type Json } from '../json';
import type { LiveObject, ManagedFieldsEntry } from '../live';

/** Trees of many objects are the same: those made by one chart, or written by one controller. */
const maxShared = 2_000;
const shared = new Map<string, string>();

/**
 * Metadata whose managedFields are kept as text: they are two fifths of what servers send (docs/benchmarks.md, "Memory"), and are looked
 * at only where something differs. Equal trees are kept once.
 */
class KeptMetadata {
  readonly #entries: string;
  readonly #trees: readonly string[];

  constructor(metadata: Json, entries: readonly Json[]) {
    Object.assign(this, metadata);
    this.#trees = entries.map(({ fieldsV1 = {} }) => once(JSON.stringify(fieldsV1)));
    this.#entries = JSON.stringify(entries.map(({ fieldsV1: _tree, fieldsType: _type, ...entry }) => entry));
  }

  get managedFields(): readonly ManagedFieldsEntry[] {
    const entries = JSON.parse(this.#entries) as readonly Omit<ManagedFieldsEntry, 'fieldsV1'>[];
    return entries.map((entry, index) => new KeptEntry(entry, this.#trees[index] ?? '{}'));
  }

  toJSON(): object {
    return Object.assign({}, this, { managedFields: this.managedFields });
  }
}

/** Its tree is parsed when it is asked for. */
class KeptEntry implements ManagedFieldsEntry {
  declare readonly manager: string;
  declare readonly operation: string;
  readonly #tree: string;

  constructor(entry: Omit<ManagedFieldsEntry, 'fieldsV1'>, tree: string) {
    Object.assign(this, entry);
    this.#tree = tree;
  }

  get fieldsV1(): unknown {
    return JSON.parse(this.#tree) as unknown;
  }

  toJSON(): object {
    return Object.assign({}, this, { fieldsV1: this.fieldsV1 });
  }
}

/** Metadata with what is known of who owns what, where anything is. */
export function keptMetadata(metadata: Json, managedFields: unknown): LiveObject['metadata'] {
  const entries = Array.isArray(managedFields) ? managedFields.filter(isMap) : [];
  const kept = entries.length === 0 ? metadata : new KeptMetadata(metadata, entries);
  return kept as unknown as LiveObject['metadata']; // the caller has seen that it has a name
}

function once(tree: string): string {
  const known = shared.get(tree);
  if (known !== undefined) return known;
  if (shared.size >= maxShared) shared.clear();
  shared.set(tree, tree);
  return tree;
}
