import type { LiveObject, ManagedFieldsEntry } from '../cluster/live';
import { isMap, scalarText } from './values';

/**
 * Who may have written a field. `deployer`: whoever brings git to the cluster. `person`: by hand. `controller`: the rest.
 * Source: drift.md §4.3, rung 2.
 */
export type OwnerClass = 'deployer' | 'person' | 'controller';

export interface Owner {
  readonly manager: string;
  readonly class: OwnerClass;
  readonly operation: string;
  readonly subresource?: string;
  /** ISO 8601. */
  readonly since?: string;
}

/** One step from the root: a key, or an item of a list by its own value (its keys are looked up in it) and index. */
export type Step = string | { readonly item: unknown; readonly index: number };

const appliers =
  /^(kubectl-client-side-apply|kubectl-create|kubectl-replace|argocd-controller|argocd-application-controller|kustomize-controller|helm-controller|helm|Helm|flux|fleetagent|before-first-apply)$/;
const people = /^(kubectl($|[-_].+)|k9s|Lens|OpenLens|Mozilla|dashboard|headlamp.*|oc|kubecolor|rancher)$/i;

/** Reads managedFields once per object and answers who owns a path. */
export class Owners {
  private readonly entries: readonly { readonly entry: ManagedFieldsEntry; readonly owner: Owner }[];
  /** False where the object carries no managedFields at all, so nobody can tell who wrote what. */
  readonly known: boolean;

  constructor(object: LiveObject, desiredPaths: readonly (readonly Step[])[]) {
    const entries = object.metadata.managedFields ?? [];
    this.known = entries.length > 0;
    const deployer = mostOwning(entries, desiredPaths);
    this.entries = entries.map((entry) => ({ entry, owner: ownerOf(entry, deployer) }));
  }

  /** The last writer of exactly this path; nothing where nobody claims it, as with defaults. */
  of(path: readonly Step[]): Owner | undefined {
    return this.entries
      .filter(({ entry }) => owns(entry.fieldsV1, path))
      .map(({ owner }) => owner)
      .sort((a, b) => (b.since ?? '').localeCompare(a.since ?? ''))[0];
  }
}

function ownerOf(entry: ManagedFieldsEntry, deployer: ManagedFieldsEntry | undefined): Owner {
  return {
    manager: entry.manager,
    operation: entry.operation,
    class: classOf(entry, deployer),
    ...(entry.subresource === undefined ? {} : { subresource: entry.subresource }),
    ...(entry.time === undefined ? {} : { since: entry.time }),
  };
}

function classOf(entry: ManagedFieldsEntry, deployer: ManagedFieldsEntry | undefined): OwnerClass {
  if (entry.subresource !== undefined && entry.subresource !== 'scale') return 'controller';
  if (appliers.test(entry.manager) && entry.subresource === undefined) return 'deployer';
  if (people.test(entry.manager)) return entry === deployer && entry.operation === 'Apply' ? 'deployer' : 'person';
  return deployer?.manager === entry.manager && entry.subresource === undefined ? 'deployer' : 'controller';
}

/** Whatever its name, the manager that owns most of what git says is the one that brings git to the cluster. */
function mostOwning(
  entries: readonly ManagedFieldsEntry[],
  paths: readonly (readonly Step[])[],
): ManagedFieldsEntry | undefined {
  const counted = entries
    .filter(({ subresource }) => subresource === undefined)
    .map((entry) => ({ entry, count: paths.filter((path) => owns(entry.fieldsV1, path)).length }))
    .filter(({ count }) => count * 2 > paths.length)
    .sort((a, b) => b.count - a.count);
  return counted[0]?.entry;
}

/** FieldsV1: `f:` a key, `k:` an item by its keys, `v:` an item of a set by its value, `i:` by index. */
function owns(fields: unknown, path: readonly Step[]): boolean {
  const [step, ...rest] = path;
  if (step === undefined) return isMap(fields);
  if (!isMap(fields)) return false;
  const key = typeof step === 'string' ? `f:${step}` : itemKey(fields, step.item, step.index);
  if (key === undefined || !(key in fields)) return isLeaf(fields);
  return owns(fields[key], rest);
}

/** A claim on a whole value (`f:args: {}`) covers what is inside it. */
function isLeaf(fields: Readonly<Record<string, unknown>>): boolean {
  return Object.keys(fields).length === 0;
}

function itemKey(fields: Readonly<Record<string, unknown>>, item: unknown, index: number): string | undefined {
  for (const key of Object.keys(fields)) {
    if (key === `i:${index}`) return key;
    if (key.startsWith('v:') && sameValue(key.slice(2), item)) return key;
    if (key.startsWith('k:') && hasKeys(key.slice(2), item)) return key;
  }
  return undefined;
}

function sameValue(json: string, item: unknown): boolean {
  return typeof item !== 'object' && json === JSON.stringify(item);
}

function hasKeys(json: string, item: unknown): boolean {
  const keys = parsed(json);
  if (!isMap(keys) || !isMap(item)) return false;
  return Object.entries(keys).every(
    ([key, value]) => scalarText(item[key] ?? (key === 'protocol' ? 'TCP' : undefined)) === scalarText(value),
  );
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined; // a file that somebody wrote by hand: a claim that cannot be read claims nothing
  }
}
