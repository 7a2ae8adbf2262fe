import type { Observation, Unknown } from '../support/observation';

/** A live object as the API server answers it, as plain JSON. Secrets carry their values: memory only. */
export interface LiveObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly uid?: string;
    readonly resourceVersion?: string;
    readonly generation?: number;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly managedFields?: readonly ManagedFieldsEntry[];
    readonly [key: string]: unknown;
  };
  readonly [key: string]: unknown;
}

export interface ManagedFieldsEntry {
  readonly manager: string;
  readonly operation: string;
  readonly subresource?: string;
  readonly time?: string;
  readonly apiVersion?: string;
  readonly fieldsV1?: unknown;
}

/** A kind as the API server names it; `group/*` is whichever version of the group is served. */
export interface KindRef {
  readonly apiVersion: string;
  readonly kind: string;
}

/** In place of a namespace: all of them. Allowed only to whoever may list a kind across the cluster. */
export const everywhere = '*';

/** How a connection to one cluster stands. Only `live` facts are fresh. */
export type ConnectionState =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'live'; readonly observed: Observation }
  | { readonly kind: 'stale'; readonly observed: Observation; readonly cause: Unknown }
  | Unknown;

/** What is known of one kind in one namespace. */
export type KindState =
  { readonly kind: 'known'; readonly objects: readonly LiveObject[]; readonly observed: Observation } | Unknown;

/** Everything live that was asked for in one namespace of one cluster. */
export interface NamespaceState {
  readonly cluster: string;
  readonly namespace: string;
  readonly connection: ConnectionState;
  /** By `apiVersion/kind`. */
  readonly kinds: ReadonlyMap<string, KindState>;
}

export type HealthVerdict = 'healthy' | 'progressing' | 'degraded' | 'suspended' | 'unknown';

/** Health of one workload, with the reason in English where it is not healthy. */
export interface WorkloadHealth {
  readonly kind: string;
  readonly name: string;
  readonly verdict: HealthVerdict;
  readonly reason?: string;
  /** How far it is, in a few words; of a rollout by steps. */
  readonly stage?: string;
  readonly since?: string;
  /** What its containers are made of, as the cluster has it; never kept on disk. */
  readonly images?: readonly string[];
}

export function kindKey({ apiVersion, kind }: KindRef): string {
  return `${apiVersion}/${kind}`;
}
