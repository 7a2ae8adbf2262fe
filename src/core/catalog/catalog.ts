import type { MovedBy } from './movedBy';
import type { FreezeWindow } from './freeze';
import type { TemplateKind } from './pullRequestTemplate';
import type { ImageRule } from './update/rules';
import type { Check } from './verify/checks';

/**
 * The catalog, resolved: defaults merged, places filled, references checked. What `branchline.yaml` looks like as
 * text is known to `parseCatalog` alone.
 */
export interface Catalog {
  /** Where it came from. */
  readonly origin: CatalogOrigin;
  readonly services: readonly Service[];
  /** Organisations whose repositories are to be read from a forge and added. */
  readonly discoveries: readonly ForgeDiscovery[];
  /** What a service found by a discovery is made of; in its namespaces and contexts `{service}` is not filled yet. */
  readonly template: ServiceTemplate;
  /** In which order services go that are promoted together; nothing where the catalog does not say. */
  readonly train?: TrainRules;
}

/** In which order the services of a release train go, where it matters. Source: docs/train.md, "Waves". */
export interface TrainRules {
  /** They go first. */
  readonly canary: readonly string[];
  /** By service: those that go before it. Without a circle. */
  readonly dependsOn: ReadonlyMap<string, readonly string[]>;
}

export type CatalogOrigin =
  | { readonly kind: 'file'; readonly path: string }
  /** No file: folders that are repositories with two or more known environment branches. */
  | { readonly kind: 'workspace'; readonly folders: readonly string[] };

export interface ServiceTemplate {
  readonly environments: readonly Environment[];
  readonly edges: readonly Edge[];
  readonly content: ContentRules;
  readonly driftIgnores?: readonly DriftIgnore[];
  readonly pullRequests?: PullRequestTemplates;
  /** The images that are kept up to date; of a template `{service}` is not filled in yet. */
  readonly updates?: readonly ImageRule[];
}

/** What pull requests say where a team wants it otherwise. */
export type PullRequestTemplates = Readonly<Partial<Record<TemplateKind, PullRequestTemplate | undefined>>>;

/** Texts with places in braces, all of them known; what is not given is the default. */
export interface PullRequestTemplate {
  readonly title?: string | undefined;
  readonly body?: string | undefined;
}

/** A difference from what runs that nobody cares about. Without services or environments: in all of them. */
export interface DriftIgnore {
  /** A key pattern, as in `environmentOwned.keys`. */
  readonly key: string;
  readonly kind?: string;
  readonly name?: string;
  readonly services?: readonly string[];
  readonly environments?: readonly string[];
}

/** A microservice: a name and its configuration repository. Environments are in promotion order. */
export interface Service extends ServiceTemplate {
  readonly name: string;
  /** A URL, or the absolute path of a local repository. */
  readonly repository: string;
  /** One for a promotion path at most. */
  readonly pins?: readonly BaselinePin[];
  readonly labels?: Labels;
}

/** What a service is found and grouped by, such as `team` → `payments`. */
export type Labels = Readonly<Record<string, string>>;

/** What of one environment was in force on the next, as a person says: for a path on which no history tells. */
export interface BaselinePin {
  readonly from: string;
  readonly to: string;
  /** A commit of the source. */
  readonly baseline: string;
  /** The commit of the target from which it counts; what is promoted later wins. */
  readonly deployment: string;
}

export interface Environment {
  readonly name: string;
  readonly branch: string;
  readonly cluster?: ClusterTarget;
  /** Asks for a second confirmation before a pull request towards it is opened. */
  readonly protected: boolean;
  /** Who moves the branch, where the team says so. */
  readonly movedBy?: MovedBy;
  /** What a team wants to be true once it runs a commit. */
  readonly checks?: readonly Check[];
}

/** `{service}` and `{environment}` are filled in already. Either a context of the kubeconfig or a server's address. */
export type ClusterTarget = (
  { readonly kind: 'context'; readonly context: string } | { readonly kind: 'server'; readonly server: string }
) & { readonly namespace: string };

/**
 * What the pull request of a promotion comes from. `commit`: a branch of its own with one commit on top of the target.
 * `merge`: the same, with the source as second parent. `source`: the source branch itself.
 */
export type PromotionHead = 'commit' | 'merge' | 'source';

/** A promotion path between two environments, by name. */
export interface Edge {
  readonly from: string;
  readonly to: string;
  /** What its pull requests come from, where that is possible. Default: `commit`. */
  readonly head?: PromotionHead;
  readonly gates: Gates;
}

export interface Gates {
  /** `required`: the source commit's pipeline must have succeeded. `advisory`: shown, not asked for. */
  readonly pipeline: 'required' | 'advisory';
  /** How long the source commit must have run healthy. */
  readonly soakMs: number;
  /** When nothing is to be promoted. */
  readonly freeze?: readonly FreezeWindow[];
}

export type Renderer = 'auto' | 'plain' | 'kustomize' | 'helm';

export interface ContentRules {
  /** Folder with the manifests, relative to the repository's root, `/`-separated; `.` is the root. */
  readonly path: string;
  readonly renderer: Renderer;
  readonly environmentOwned: {
    /** Globs over paths relative to the repository's root. */
    readonly paths: readonly string[];
    /** Key patterns such as `spec.replicas`, `metadata.namespace`, `**.host`. */
    readonly keys: readonly string[];
  };
}

/** A whole organisation read from a forge: each repository of `owner` (with `topic`, where given) is a service. */
export interface ForgeDiscovery {
  /** Web address of the forge. */
  readonly forge: string;
  readonly owner: string;
  readonly topic?: string;
  /** Of each service that is found. */
  readonly labels?: Labels;
}
