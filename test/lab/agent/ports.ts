/** What the agent needs of the world around it: a forge and clusters, whatever they are made of. */
import type { Manifests } from './files';

/** An object as the manifests have it: nothing of it is trusted yet. */
export type Manifest = {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string } & Record<string, unknown>;
} & Record<string, unknown>;

export interface ObjectRef {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

export interface Status {
  readonly context: string;
  readonly state: 'pending' | 'success' | 'failure' | 'error';
  readonly description: string;
}

/** The forge, as the pipeline's account sees it. Repositories are named `owner/name`. */
export interface ForgePort {
  /** The commit that a branch is at. */
  head(repository: string, branch: string): Promise<string | undefined>;
  /** All YAML files of a commit. */
  filesAt(repository: string, commit: string, signal: AbortSignal): Promise<Manifests>;
  postStatus(repository: string, commit: string, status: Status): Promise<void>;
}

/** What one namespace is to hold. */
export interface Deployment {
  readonly namespace: string;
  readonly manifests: readonly Manifest[];
}

/** A cluster, as the pipeline deploys to it. */
export interface ClusterPort {
  /** Makes each namespace what its manifests say: applies them, and removes what was applied once and is no longer there. */
  deploy(deployments: readonly Deployment[], signal: AbortSignal): Promise<void>;
  /** Resolves when the workload has finished its rollout or failed to. */
  rolledOut(workload: ObjectRef, signal: AbortSignal): Promise<'complete' | 'failed'>;
  /** What the first pod that cannot start says. */
  whyNotStarted(namespace: string, signal: AbortSignal): Promise<string | undefined>;
}

/** Who the objects' `managedFields` name for what the agent applied. */
export const manager = 'branchline-lab';
