/**
 * What a GitOps controller says of the branch that it deploys, whatever controller it is. Revisions are commits as the
 * controller names them. Source: docs/controllers.md; the forge's head is not the controller's to say, and so not here.
 */
export interface GitopsStatus {
  /** The first two deploy; the others only move what is to be deployed. */
  readonly source: 'flux' | 'argo' | 'kargo' | 'promoter';
  readonly kind: string;
  readonly name: string;
  readonly namespace: string | undefined;
  /** Where it deploys from; absent where the object that says so is not at hand. */
  readonly repository?: string;
  /** A branch, or whatever else it follows (tag, `HEAD`, commit). */
  readonly follows?: string;
  readonly path?: string;
  /** Where it deploys to, where it says so. */
  readonly targetNamespace?: string;
  /** The Kargo project whose Stage may change it. */
  readonly project?: string;
  /** What it has fetched and wants to deploy. */
  readonly desired?: string;
  readonly attempted?: string;
  /** What it has deployed, as far as it knows. */
  readonly applied?: string;
  readonly sync: 'synced' | 'outOfSync' | 'unknown';
  readonly health: 'healthy' | 'progressing' | 'degraded' | 'suspended' | 'missing' | 'unknown';
  readonly operation: 'idle' | 'running' | 'failed';
  readonly paused: boolean;
  /** In the controller's words, where all is not well. */
  readonly reason?: string;
  /** ISO 8601, of what it says last. */
  readonly since?: string;
  /** ISO 8601: since when it has said that all is healthy. */
  readonly healthySince?: string;
  /** The commits that it deployed last, the newest first, each with when (ISO 8601); where it keeps them. */
  readonly history?: readonly { readonly commit: string; readonly since: string }[];
}

/** Leaves out what is not there. */
export function present<T extends Readonly<Record<string, string | undefined>>>(
  values: T,
): { [K in keyof T]?: string } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined && value !== '')) as {
    [K in keyof T]?: string;
  };
}
