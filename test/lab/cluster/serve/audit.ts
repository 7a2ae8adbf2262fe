/** One request, as the audit log of an API server would keep it. */
export interface AuditEntry {
  /** `system:anonymous` where no token was accepted. */
  readonly user: string;
  /** RBAC's verbs (`get`, `list`, `watch`, `create`, `update`, `patch`, `delete`); lower-case method for paths without resource. */
  readonly verb: string;
  readonly path: string;
  readonly resource?: string;
  readonly subresource?: string;
  readonly namespace?: string;
  readonly name?: string;
  readonly userAgent: string;
  readonly code: number;
  readonly dryRun: boolean;
}

const kept = 20_000;

/** Every request of one server, newest last, bounded. */
export class Audit {
  #entries: AuditEntry[] = [];

  record(entry: AuditEntry): void {
    this.#entries.push(entry);
    if (this.#entries.length > 2 * kept) this.#entries = this.#entries.slice(-kept);
  }

  clear(): void {
    this.#entries = [];
  }

  get entries(): readonly AuditEntry[] {
    return this.#entries;
  }

  /** Requests that would have changed something: what a read-only client must never send. */
  get writes(): readonly AuditEntry[] {
    const writing = new Set(['create', 'update', 'patch', 'delete', 'deletecollection']);
    return this.#entries.filter((entry) => writing.has(entry.verb) && entry.resource !== 'selfsubjectaccessreviews');
  }
}
