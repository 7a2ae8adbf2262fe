/** What a registry of our own keeps, in memory. */
export class Store {
  private readonly repositories = new Map<string, Repository>();

  find(name: string): Repository | undefined {
    return this.repositories.get(name);
  }

  open(name: string): Repository {
    const repository = this.repositories.get(name) ?? new Repository();
    this.repositories.set(name, repository);
    return repository;
  }
}

export interface Kept {
  readonly digest: string;
  readonly mediaType: string;
  readonly body: Buffer;
}

class Repository {
  readonly blobs = new Map<string, Buffer>();
  readonly manifests = new Map<string, Kept>();
  /** Digests by tag. */
  readonly tags = new Map<string, string>();

  /** By tag or digest. */
  manifest(reference: string): Kept | undefined {
    return this.manifests.get(this.tags.get(reference) ?? reference);
  }
}

export type { Repository };
