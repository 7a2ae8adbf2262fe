import type { ContentRules, Environment, Service } from '../../catalog/catalog';
import type { ForgeKind, Head, ForgeRepository } from '../../forge/types';
import type { Heads } from '../../git/remote';
import type { ObjectIdentity } from '../../manifest/objects';
import type { Unrendered } from '../../manifest/render/rendered';
import type { Message } from '../../support/message';
import type { Unknown } from '../../support/observation';
import type { Fact } from '../../support/fact';

/** All that is looked at of one service, before anything is judged. */
export interface ServiceFacts {
  readonly service: Service;
  readonly forge: Fact<ForgeFacts>;
  readonly git: Fact<GitFacts>;
  /** One an environment, in their order. */
  readonly cells: readonly CellFacts[];
}

/** The repository as its forge has it. */
export interface ForgeFacts {
  readonly kind: ForgeKind;
  readonly host: string;
  /** As the catalog has it: `owner/name`. */
  readonly name: string;
  readonly hasToken: boolean;
  readonly repository: Fact<ForgeRepository>;
  /** Of the environment branches that exist. */
  readonly heads: Fact<readonly Head[]>;
}

/** The repository as git has it. */
export interface GitFacts {
  /** Nothing where the repository has none. */
  readonly defaultBranch: Fact<string | undefined>;
  readonly heads: Heads;
  /** Why the repository's own rules cannot be read; nothing where they can, or where it has none. */
  readonly unreadableRules: Message | undefined;
  /** Branches whose `.branchline.yaml` is not that of the default branch; none where that one is not known. */
  readonly otherRules: readonly string[];
  /** Branches between which the catalog has a promotion, and that have no commit in common. */
  readonly unrelated: readonly { readonly from: string; readonly to: string }[];
  /** Of any environment branch. */
  readonly pipelineFiles: readonly string[];
}

export interface CellFacts {
  readonly environment: Environment;
  readonly checks: SeenChecks;
  readonly content: BranchContent;
  /** Nothing where the catalog names no cluster. */
  readonly cluster: Fact<NamespaceFacts> | undefined;
}

/** Checks by name, and on how many commits they were looked for. None of a branch that is not there. */
export interface NamedChecks {
  readonly looked: number;
  readonly names: ReadonlySet<string>;
}

/** The checks that stood on the newest commits of a branch, and at the heads of the newest pull requests towards it. */
export interface SeenChecks {
  readonly onBranch: Fact<NamedChecks>;
  readonly onPullRequests: Fact<NamedChecks>;
}

/** `absent`: there is no such branch, and that is known. */
export type BranchContent = Fact<ContentFacts> | { readonly kind: 'absent' };

/** What the head of a branch holds. */
export interface ContentFacts {
  /** The folder that the rules name. */
  readonly path: string;
  readonly hasPath: boolean;
  /** The patterns in force, of the catalog or of the repository's own file. */
  readonly owned: ContentRules['environmentOwned'];
  readonly rendering:
    | {
        readonly kind: 'rendered';
        readonly objects: readonly ObjectIdentity[];
        /** What could not be read of it, in words for people. */
        readonly problems: readonly string[];
      }
    | Unrendered;
  /** What of the catalog's patterns is there to be found. */
  readonly used: Used;
}

/** The patterns, as they are written, that something in the content answers to. */
export interface Used {
  readonly keys: Answered;
  readonly paths: Answered;
  readonly images: Answered;
  /** By `ignoreId`: entries of `drift.ignore` about an object that is there. */
  readonly ignoredObjects: Answered;
  /** And those of which such an object has the key. */
  readonly ignoredKeys: Answered;
}

/** What was found to be there, and why the rest need not be missing: something could not be searched. */
export interface Answered {
  readonly there: ReadonlySet<string>;
  readonly unsearched?: Unknown | undefined;
}

/** One look at a namespace: at most one object of a kind is read. */
export interface NamespaceFacts {
  readonly cluster: string;
  readonly namespace: string;
  readonly exists: Fact<boolean>;
  /** By `apiVersion/kind`: whether objects of it may be listed there. Not known where the manifests are not. */
  readonly kinds: Fact<ReadonlyMap<string, Fact<true>>>;
}

/** What a cluster says of its GitOps controllers. */
export interface ControllerFacts {
  readonly cluster: string;
  readonly kinds: readonly {
    readonly namespace: string;
    readonly kind: string;
    readonly state: Fact<true>;
  }[];
}
