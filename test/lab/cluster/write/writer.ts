import { randomUUID } from 'node:crypto';
import { alreadyExists, badRequest, notFound, staleWrite } from '../model/errors';
import { kindNamed, type Kind } from '../model/kinds';
import { listAt, omit, same, stringAt, timestamp, type Json, type JsonObject, type KubeObject } from '../model/object';
import type { Store } from '../model/store';
import { typeOfKind } from '../schema';
import { mergeApplied, prune } from './apply';
import { withoutAllotted } from './allotted';
import { decode, typed, withoutNulls, type UnknownFields } from './decode';
import { withDefaults } from './defaults';
import { union, without } from './fieldSet';
import {
  claimedBy,
  disowned,
  isSame,
  ownersAfterApply,
  ownersAfterUpdate,
  readOwners,
  writeOwners,
  type Author,
} from './ownership';
import { mergePatch } from './patches';
import { ServiceAllocator } from './services';
import { validate } from './validate';

/** How a write is meant. */
export interface WriteOptions {
  readonly author: Author;
  readonly unknownFields?: UnknownFields;
  readonly mode?: 'commit' | 'dryRun';
  /** A path that nobody owns afterwards. */
  readonly disowned?: string | undefined;
}

export interface Target {
  readonly kind: Kind;
  readonly namespace: string | undefined;
  readonly name: string;
}

/** Every change of an object goes through here: decoding, defaults, validation, ownership, generation, storing. */
export class ObjectWriter {
  readonly #services = new ServiceAllocator();

  constructor(
    private readonly store: Store,
    private readonly now: () => Date,
  ) {}

  exists({ kind, namespace, name }: Target): boolean {
    return this.store.get(kind, namespace, name) !== undefined;
  }

  live({ kind, namespace, name }: Target): KubeObject {
    const object = this.store.get(kind, namespace, name);
    if (!object) throw notFound(kind, name);
    return object;
  }

  /** Throws 409 if it is there, 404 without its namespace. */
  create(kind: Kind, namespace: string | undefined, input: unknown, options: WriteOptions): KubeObject {
    const named = withGeneratedName(decode(input, options.unknownFields));
    const { name } = named.metadata;
    this.#requireNamespace(kind, namespace);
    if (this.store.get(kind, namespace, name)) throw alreadyExists(kind, name);
    const object = this.#complete(kind, this.#born(kind, namespace, named), undefined, options.author);
    const owners = ownersAfterUpdate(undefined, object, options.author, timestamp(this.now()), []);
    return this.#store(kind, withOwners(object, withoutAllotted(owners, named)), options);
  }

  /** Replaces the object by what `change` makes of it. Throws 409 where the result names another resourceVersion. */
  update(target: Target, change: (live: KubeObject) => unknown, options: WriteOptions): KubeObject {
    const live = this.live(target);
    const wanted = decode(change(live), options.unknownFields);
    const version = wanted.metadata.resourceVersion;
    if (version && version !== live.metadata.resourceVersion) throw staleWrite(target.kind, target.name);
    const object = this.#complete(
      target.kind,
      this.#successor(target.kind, wanted, live, options.author),
      live,
      options.author,
    );
    const given = wanted.metadata.managedFields;
    const before = given && !same(given, live.metadata.managedFields) ? readOwners(wanted) : readOwners(live);
    const base = disowned(before, options.disowned);
    if (same(withOwners(object, []), withOwners(live, [])) && same(base, readOwners(live))) return live;
    const owners = ownersAfterUpdate(live, object, options.author, timestamp(this.now()), base);
    const next = withOwners(object, disowned(owners, options.disowned));
    if (live.metadata['deletionTimestamp'] !== undefined && listAt(next, 'metadata', 'finalizers').length === 0) {
      if (options.mode !== 'dryRun') this.store.remove(target.kind, next);
      return next;
    }
    return this.#store(target.kind, next, options);
  }

  /** Server-side apply of a configuration: creates or merges. Throws 409 where others own what it changes. */
  apply(
    target: Target,
    input: JsonObject,
    options: WriteOptions & { readonly conflicts: 'refuse' | 'take' },
  ): KubeObject {
    const { kind, namespace, name } = target;
    const live = this.store.get(kind, namespace, name);
    if (!live) this.#requireNamespace(kind, namespace);
    typed(input, target);
    const configuration = withoutStatus(kind, withoutNulls(input) as JsonObject, options.author);
    const type = typeOfKind(kind.kind);
    const claimed = claimedBy(configuration, kind.kind);
    const owners = readOwners(live);
    const mine = owners.find((owner) => isSame(owner, options.author));
    const others = owners.filter((owner) => owner !== mine);
    const dropped = without(mine?.fields ?? new Set(), claimed);
    const kept = others.reduce((all, owner) => union(all, owner.fields), claimed);
    const merged = decode(prune(mergeApplied(live, configuration, type) as JsonObject, dropped, kept, type));
    const next = live ? this.#successor(kind, merged, live, options.author) : this.#born(kind, namespace, merged);
    const object = this.#complete(kind, next, live, options.author);
    const after = ownersAfterApply(live, object, claimed, options.author, timestamp(this.now()), {
      conflict: options.conflicts,
      subject: kind,
    });
    const unchanged = live && same(withOwners(object, []), withOwners(live, [])) && sameClaims(mine?.fields, claimed);
    return unchanged ? live : this.#store(kind, withOwners(object, after), options);
  }

  /** Replicas through the `scale` subresource. A Scale has no field for zero: then nobody owns the replicas. */
  scale(target: Target, replicas: number, options: WriteOptions): KubeObject {
    const author: Author = { ...options.author, subresource: 'scale' };
    const change = (live: KubeObject): Json => mergePatch(live, { spec: { replicas } });
    return this.update(target, change, {
      ...options,
      author,
      ...(replicas === 0 ? { disowned: 'f:spec\nf:replicas' } : {}),
    });
  }

  /** Removes it, or where finalizers are still to be worked off notes that it is to go. */
  remove(target: Target, mode: 'commit' | 'dryRun' = 'commit'): KubeObject {
    const live = this.live(target);
    const waits = listAt(live, 'metadata', 'finalizers').length > 0;
    if (!waits && mode === 'commit') this.store.remove(target.kind, live);
    if (!waits || live.metadata['deletionTimestamp'] !== undefined) return live;
    const { generation } = live.metadata;
    const metadata = {
      ...live.metadata,
      deletionTimestamp: timestamp(this.now()),
      deletionGracePeriodSeconds: 0,
      ...(generation === undefined ? {} : { generation: generation + 1 }),
    };
    return this.#store(target.kind, { ...live, metadata }, { mode });
  }

  #requireNamespace(kind: Kind, namespace: string | undefined): void {
    if (!kind.namespaced) return;
    if (!namespace) throw badRequest('an empty namespace may not be set during creation');
    const namespaces = kindNamed('Namespace');
    if (!this.store.get(namespaces, undefined, namespace)) throw notFound(namespaces, namespace);
  }

  #born(kind: Kind, namespace: string | undefined, object: KubeObject): KubeObject {
    const given = object.metadata.namespace;
    if (kind.namespaced && given && given !== namespace) {
      throw badRequest('the namespace of the provided object does not match the namespace sent on the request');
    }
    return withoutStatus(kind, {
      ...object,
      metadata: {
        ...omit(object.metadata, 'resourceVersion', 'managedFields', 'generation', 'namespace'),
        name: object.metadata.name,
        ...(kind.namespaced && namespace ? { namespace } : {}),
        uid: randomUUID(),
        creationTimestamp: timestamp(this.now()),
        ...(kind.generations ? { generation: 1 } : {}),
      },
    }) as KubeObject;
  }

  /** What the author may change of an object that is there; the rest stays as it is. */
  #successor(kind: Kind, wanted: KubeObject, live: KubeObject, author: Author): KubeObject {
    const { name, namespace, uid, creationTimestamp, generation, resourceVersion } = live.metadata;
    const metadata = {
      ...omit(wanted.metadata, 'deletionTimestamp', 'deletionGracePeriodSeconds'),
      ...only(live.metadata, 'deletionTimestamp'),
      ...only(live.metadata, 'deletionGracePeriodSeconds'),
      name,
      ...(namespace ? { namespace } : {}),
      ...(uid ? { uid } : {}),
      ...(creationTimestamp ? { creationTimestamp } : {}),
      ...(generation === undefined ? {} : { generation }),
      ...(resourceVersion ? { resourceVersion } : {}),
    };
    if (author.subresource === 'status') return { ...live, metadata, ...only(wanted, 'status') };
    if (!kind.subresources.includes('status')) return { ...wanted, metadata };
    return { ...(omit(wanted, 'status') as KubeObject), metadata, ...only(live, 'status') };
  }

  #complete(kind: Kind, object: KubeObject, previous: KubeObject | undefined, author: Author): KubeObject {
    if (author.subresource === 'status') return decode(object);
    const defaulted = kind.custom ? object : withDefaults(object);
    const completed = decode(kind.kind === 'Service' ? this.#services.complete(defaulted, previous) : defaulted);
    validate(kind, completed, previous);
    const specChanged = previous && !same(completed['spec'], previous['spec']);
    if (!kind.generations || !specChanged) return completed;
    return { ...completed, metadata: { ...completed.metadata, generation: (previous.metadata.generation ?? 0) + 1 } };
  }

  #store(kind: Kind, object: KubeObject, { mode }: Pick<WriteOptions, 'mode'>): KubeObject {
    return mode === 'dryRun' ? object : this.store.put(kind, object);
  }
}

function withGeneratedName(object: KubeObject): KubeObject {
  const prefix = stringAt(object, 'metadata', 'generateName');
  if (object.metadata.name || !prefix) return object;
  return { ...object, metadata: { ...object.metadata, name: `${prefix}${randomUUID().slice(0, 5)}` } };
}

const only = (object: JsonObject, field: string): JsonObject =>
  object[field] === undefined ? {} : { [field]: object[field] };

function withOwners(object: KubeObject, owners: Parameters<typeof writeOwners>[0]): KubeObject {
  const metadata = omit(object.metadata, 'managedFields');
  const managedFields = writeOwners(owners);
  return {
    ...object,
    metadata: { ...metadata, name: object.metadata.name, ...(managedFields.length > 0 ? { managedFields } : {}) },
  };
}

/** Status is written through its own door. */
function withoutStatus(kind: Kind, object: JsonObject, author?: Author): JsonObject {
  if (!kind.subresources.includes('status') || author?.subresource === 'status') return object;
  return omit(object, 'status');
}

const sameClaims = (a: ReadonlySet<string> | undefined, b: ReadonlySet<string>): boolean =>
  a !== undefined && a.size === b.size && [...a].every((path) => b.has(path));
