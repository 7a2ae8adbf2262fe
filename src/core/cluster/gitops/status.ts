import type { Message } from '../../support/message';
import type { SyncWindow } from './syncWindows';

/**
 * What a GitOps controller says of the branch that it deploys, whatever controller it is. Revisions are commits as the
 * controller names them. Source: docs/controllers.md; the forge's head is not the controller's to say, and so not here.
 */
export interface GitopsStatus {
  /** The first two deploy; the others only move what is to be deployed. */
  readonly source: 'flux' | 'argo' | 'kargo' | 'promoter' | 'hydrator';
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
  /** The cluster that it deploys to, where that is another than it is in, in its words: a name, a server, a kubeconfig. */
  readonly elsewhere?: string;
  /** The Kargo project whose Stage may change it. */
  readonly project?: string;
  /** What it has fetched and wants to deploy. */
  readonly desired?: string;
  readonly attempted?: string;
  /** What it has deployed, as far as it knows. */
  readonly applied?: string;
  readonly sync: 'synced' | 'outOfSync' | 'unknown';
  readonly health: 'healthy' | 'progressing' | 'degraded' | 'suspended' | 'missing' | 'unknown';
  /** `deleting`: the controller's object goes away, and what it said with it. */
  readonly operation: 'idle' | 'running' | 'failed' | 'deleting';
  readonly paused: boolean;
  /** Of who moves the branch: how it goes on. */
  readonly move?: EngineMove;
  /** What else is to be known of it: who made it, whether it goes on by itself, who writes to the branch. */
  readonly notes?: readonly Message[];
  readonly wishes?: readonly EngineWish[];
  /** Its own page, by http or https, where the controller says where that is. */
  readonly page?: string;
  /** When it may, or may not, be synced; whether that is so now depends on the time. */
  readonly syncWindows?: readonly SyncWindow[];
  /** In the controller's words, where all is not well. */
  readonly reason?: string;
  /** ISO 8601: when the controller itself looked last, where it tells. What it says is no newer than that. */
  readonly lookedAt?: string;
  /** ISO 8601, of what it says last. */
  readonly since?: string;
  /** ISO 8601: since when it has said that all is healthy. */
  readonly healthySince?: string;
  /** The commits that it deployed last, the newest first, each with when (ISO 8601); where it keeps them. */
  readonly history?: readonly { readonly commit: string; readonly since: string }[];
}

/** Whether what a controller says of being in force is its finished and last word: nothing it was told or fetched since is another. */
export function isSettled({ operation, sync, attempted, applied }: GitopsStatus): boolean {
  return operation === 'idle' && sync !== 'unknown' && (attempted ?? applied) === applied;
}

/** Something that has to be true before an engine moves a branch on, in the engine's words. */
export interface EngineGate {
  readonly name: string;
  /** Unknown is not passed. */
  readonly kind: 'passed' | 'notPassed' | 'unknown';
  readonly said: string;
  /** ISO 8601: when it will have passed, if all stays as it is. */
  readonly opensAt?: string;
  /** Only what goes on by itself waits for it: a person may have it go on. */
  readonly isForAutomation?: true;
}

/** What an engine would bring: in Kargo's words a piece of freight. */
export interface EngineFreight {
  readonly name: string;
  /** What people call it. */
  readonly alias?: string;
  /** What it is made of, each as people write it: a commit of a repository, an image, a chart. */
  readonly brings: readonly string[];
  readonly commits: readonly { readonly repository: string; readonly branch?: string; readonly commit: string }[];
}

/** How an engine moves a branch that it owns: what it waits for, and by which door a person has it go on. */
export interface EngineMove {
  /** Where what it brings comes from, in its words: Stages, Warehouses, a branch. */
  readonly from: readonly string[];
  readonly gates: readonly EngineGate[];
  /** Its own pull request, while one is open. By http or https. */
  readonly pullRequest?: { readonly name: string; readonly url: string };
  /** Whether it goes on by itself once its gates have passed. */
  readonly automatic: boolean;
  /** What it would take next, where that is clear. */
  readonly freight?: EngineFreight;
  /** Of which object of the cluster its own API is asked, where it has one: whoever answers for another is another engine. */
  readonly uid?: string;
  /** What a person may copy into a shell. */
  readonly command?: string;
}

/** What a person may ask a controller for, by its own program: copied, never run. */
export interface EngineWish {
  readonly kind: 'refresh' | 'sync';
  readonly command: string;
}

/** An address that may be opened; nothing for any other. */
export function webAddress(text: string | undefined): string | undefined {
  const url = URL.parse(text ?? '');
  return url && (url.protocol === 'https:' || url.protocol === 'http:') ? url.href : undefined;
}

/** Leaves out what is not there. */
export function present<T extends Readonly<Record<string, string | undefined>>>(
  values: T,
): { [K in keyof T]?: string } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined && value !== '')) as {
    [K in keyof T]?: string;
  };
}
