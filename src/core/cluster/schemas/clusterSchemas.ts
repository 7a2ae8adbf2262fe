import type { Clock } from '../../support/clock';
import { mapAt, stringAt } from '../json';
import { orAborted } from '../../support/orAborted';
import type { KindRef } from '../live';
import { bundledSchema } from './bundled';
import { loadSchemas } from './load';
import type { KindSchema, Schemas } from './schema';

/** Where the documents of API servers are kept between sessions, by their hash. They hold no secrets. */
export interface SchemaCache {
  read(hash: string): Promise<string | undefined>;
  write(hash: string, document: string): Promise<void>;
}

/** Asks the API server for a path; the answer's text. Bounded, with a deadline, ended with its connection. */
export type Fetch = (path: string) => Promise<string>;

const indexLifeMs = 5 * 60_000;

/**
 * The schemas of one cluster: the index of its OpenAPI v3, then one document a group and version, each fetched when a
 * kind of it is first asked for. The index names each document with a hash, so one that is known is never fetched again.
 * Source: docs/drift.md, "What is no drift".
 */
export class ClusterSchemas {
  private index: { readonly at: number; readonly paths: Promise<ReadonlyMap<string, string>> } | undefined;
  /** By address, which carries the hash. */
  private readonly documents = new Map<string, Promise<Schemas>>();

  constructor(
    private readonly fetch: Fetch,
    private readonly clock: Clock,
    private readonly cache?: SchemaCache,
  ) {}

  /**
   * The cluster's schema of a kind; the bundled one where the cluster does not tell (it may not be asked, or cannot be
   * reached), undefined where neither knows the kind.
   */
  async schema(kind: KindRef, signal?: AbortSignal): Promise<KindSchema | undefined> {
    try {
      const found = (await orAborted(this.documentOf(kind), signal))?.schema(kind);
      return found ?? bundledSchema(kind);
    } catch (error) {
      if (signal?.aborted) throw error;
      return bundledSchema(kind); // its own `origin` says that the cluster did not tell
    }
  }

  /** Shared by all who ask: so nobody's signal ends it, and each only stops waiting. */
  private async documentOf(kind: KindRef): Promise<Schemas | undefined> {
    const address = (await this.addresses()).get(documentPath(kind.apiVersion));
    return address === undefined ? undefined : this.document(address);
  }

  private addresses(): Promise<ReadonlyMap<string, string>> {
    const now = this.clock.now();
    if (this.index && now - this.index.at < indexLifeMs) return this.index.paths;
    const paths = this.fetch('/openapi/v3').then(readIndex);
    const index = { at: now, paths };
    this.index = index;
    paths.catch(() => {
      if (this.index === index) this.index = undefined;
    });
    return paths;
  }

  private document(address: string): Promise<Schemas> {
    const known = this.documents.get(address);
    if (known) return known;
    const reading = this.text(address).then((text) => loadSchemas([JSON.parse(text)], 'cluster'));
    this.documents.set(address, reading);
    reading.catch(() => this.documents.delete(address));
    return reading;
  }

  private async text(address: string): Promise<string> {
    const hash = /[?&]hash=([0-9A-Za-z]+)/.exec(address)?.[1];
    if (hash === undefined || !this.cache) return this.fetch(address);
    const kept = await this.cache.read(hash);
    if (kept !== undefined) return kept;
    const text = await this.fetch(address);
    await this.cache.write(hash, text);
    return text;
  }
}

function readIndex(text: string): ReadonlyMap<string, string> {
  const paths = mapAt(JSON.parse(text), 'paths');
  return new Map(
    Object.entries(paths).flatMap(([path, entry]) => {
      const address = stringAt(entry, 'serverRelativeURL');
      return address?.startsWith('/openapi/v3/') ? [[path, address] as const] : [];
    }),
  );
}

function documentPath(apiVersion: string): string {
  return apiVersion.includes('/') ? `apis/${apiVersion}` : `api/${apiVersion}`;
}
