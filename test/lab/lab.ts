/**
 * The lab: a fleet of ten services, a forge, a cluster, and an agent that deploys a branch on push.
 * One interface, two backends: `embedded` (Node only, starts in seconds) and real servers.
 * Tests and the demo speak to this interface alone.
 */

import type { DialectName, NewHook } from './forge/types';
import type { LabImage } from './registry/content';
import type { RegistryFault } from './registry/faults';

export type LandingStyle = 'merge' | 'squash' | 'rebase';

/** A file edit on a branch: new content by path; `null` removes the file. */
export type FileEdits = Readonly<Record<string, string | null>>;

export interface LabForge {
  /** Base address, without a trailing slash. API below `/api/v1`, git at `/{owner}/{repo}.git`. */
  readonly url: string;
  readonly owner: string;
  /** Access tokens by what they may do. `stranger` is a valid account that sees no repository. */
  readonly tokens: Readonly<Record<'developer' | 'reader' | 'admin' | 'stranger', string>>;
  /** Lands an open pull request as a person would by the button. Returns the new head of the base branch. */
  merge(service: string, pullRequest: number, style: LandingStyle): Promise<string>;
  /** Commits straight to a branch (a person with git). Returns the new head. */
  commit(service: string, branch: string, message: string, edits: FileEdits): Promise<string>;
  /** Posts a commit status under `context`. */
  postStatus(
    service: string,
    commit: string,
    context: string,
    state: 'pending' | 'success' | 'error' | 'failure' | 'warning' | 'skipped',
    description?: string,
  ): Promise<void>;
  /** Tells an address of what happens in all repositories of the shop. */
  addHook(hook: NewHook): Promise<void>;
  /** Paths that the developer's token asked the API for, so far. Nothing of a real server. */
  askedByDeveloper(): readonly string[];
}

/** Live objects as plain JSON, as an API server answers them. */
export type LiveObject = { apiVersion: string; kind: string; metadata: Record<string, unknown> } & Record<
  string,
  unknown
>;

/** A request to an API server, as its audit log has it. */
export interface LabRequest {
  readonly context: string;
  readonly user: string;
  /** `get`, `list`, `watch`, `create`, `update`, `patch`, `delete`; the method in small letters where no object is asked for. */
  readonly verb: string;
  readonly path: string;
  readonly resource?: string;
}

export interface LabCluster {
  /** A kubeconfig with the contexts `staging` and `production` for the developer, plus `staging-nobody` (403 on everything) and `staging-unknown` (a wrong token: 401). */
  readonly kubeconfig: string;
  /** As `kubectl scale deployment NAME --replicas=N`: managedFields name `kubectl` with subresource `scale`. */
  scale(context: string, namespace: string, deployment: string, replicas: number): Promise<void>;
  /** As `kubectl edit`: a JSON merge patch by `manager` (default `kubectl-edit`). */
  edit(
    context: string,
    namespace: string,
    kind: string,
    name: string,
    mergePatch: object,
    manager?: string,
  ): Promise<void>;
  remove(context: string, namespace: string, kind: string, name: string): Promise<void>;
  get(context: string, namespace: string, kind: string, name: string): Promise<LiveObject | undefined>;
  /** Every request so far to any of the clusters, but those of the lab's own machinery. */
  requests(): Promise<readonly LabRequest[]>;
}

export interface LabRegistry {
  /** Host with port, as images name it. It speaks no HTTPS, and wants the password to which `DOCKER_CONFIG` of the environment leads. */
  readonly host: string;
  /** Pushes an image as a pipeline does. Returns the digest that its tag names. */
  push(image: LabImage): Promise<string>;
  /** Takes a tag away; what it named stays. */
  removeTag(repository: string, tag: string): Promise<void>;
}

/** A relay to which the forge sends its webhooks. */
export interface LabRelay {
  readonly url: string;
  /** One of the relay's own, with which all repositories of the shop may be followed. */
  readonly token: string;
  /** What it counts, as Prometheus reads it. */
  metrics(): Promise<string>;
  /** It goes away; nothing brings it back. */
  stop(): Promise<void>;
}

/** Faults that a test switches on; each stays until it is switched off again. */
export interface LabFaults {
  /** Every answer of the forge: what is sent instead, or a delay in milliseconds before the true one. */
  forge(fault: { kind: 'none' | 'down' | 'html' | 'unauthorised' } | { kind: 'slow'; delayMs: number }): void;
  /** Every answer of the API server of one context. `stale` lists serve an older state; `reset` drops all open watches once; `idle` watches are silent. */
  cluster(
    context: string,
    fault:
      | { kind: 'none' | 'down' | 'error500' | 'gone410' | 'reset' | 'stale' | 'idle' }
      | { kind: 'slow'; delayMs: number },
  ): void;
  /** Every answer of the registry. */
  registry(fault: RegistryFault): void;
}

export interface Lab {
  readonly forge: LabForge;
  readonly cluster: LabCluster;
  readonly faults: LabFaults;
  /** Where the options ask for one; it is empty then. */
  readonly registry?: LabRegistry;
  /** Where the options ask for one. */
  readonly relay?: LabRelay;
  /** Names of the services, in the order of the catalog. */
  readonly services: readonly string[];
  /** A folder with `branchline.yaml` and clones of some services, as a person would have it open. */
  readonly workspace: string;
  /** For whoever starts the editor or the command line: where the kubeconfig is, and the developer's token of the forge. */
  readonly environment: Readonly<Record<string, string>>;
  /** Resolves once the agent has a final status for the head of that branch. */
  settled(service: string, branch: string): Promise<'success' | 'failure'>;
  /** What servers in this process were asked so far takes no memory any more, and is told no more. Of real servers nothing is forgotten. */
  forgetRequests(): void;
  /** Stops every server, child and timer, and removes the state folder. */
  dispose(): Promise<void>;
}

export interface LabOptions {
  /** Whether faults are wanted. Real servers get a proxy in front of each then; the embedded ones always have them. */
  readonly faults?: boolean;
  /** What it runs on; by default what `BRANCHLINE_BACKEND` says, or else `embedded`. */
  readonly backend?: 'embedded' | 'real';
  /** As which kind of server the double of a forge speaks; default Gitea. */
  readonly forge?: DialectName;
  /** Only these services (faster start for a test); all ten by default. */
  readonly services?: readonly string[];
  /** Whether there is a registry as well. */
  readonly registry?: boolean;
  /** Whether there is a relay as well, which hears of all that happens on the forge. */
  /** `reads`: it reads for all as well, with a token of its own. */
  readonly relay?: boolean | 'reads';
  /** Whether the agent's last step is `branchline verify`; it takes a look at the whole environment, which costs seconds. */
  readonly verify?: boolean;
  /** How many changes an embedded API server remembers: a watch that was away for more begins anew. */
  readonly historyLength?: number;
  /** How long the agent's deployments take; tests use a few milliseconds, the demo seconds. */
  readonly deployMs?: number;
  /** When the histories are to end: the day before this one; now by default. */
  readonly now?: Date;
  /** Ends the lab, and the start where that is still under way. */
  readonly signal?: AbortSignal;
  /** Called with one line per step while the lab starts. */
  readonly progress?: (line: string) => void;
}
