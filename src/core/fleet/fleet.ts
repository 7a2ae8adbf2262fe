import type { ObjectIdentity } from '../manifest/objects';
import type { Verified } from './verifications';
import type { Catalog, PromotionHead } from '../catalog/catalog';
import type { Problem as CatalogProblem } from '../catalog/parse';
import type { LiveObject } from '../cluster/live';
import type { ForgeRepository, PullRequest } from '../forge/types';
import type { Commit } from '../git/objects';
import type { ManifestFile } from '../manifest/objects';
import type { ShownText } from '../manifest/secrecy/shown';
import type { DeployedChange } from '../promotion/history';
import type { Place, Plan, PendingItem } from '../promotion/plan';
import type { ImageAutomation } from '../promotion/rollback/automation';
import type { RollbackMode } from '../promotion/rollback/rollback';
import type { SimulatedRollback } from '../promotion/rollback/simulate';
import type { ChosenHead, LandingRules } from '../promotion/proposal/heads';
import type { OwnedDifference } from '../promotion/proposal/ownedValues';
import type { Disposable } from '../support/disposable';
import type { Event } from '../support/emitter';
import type { Message } from '../support/message';
import type { Unknown } from '../support/observation';
import type { Sha } from '../support/sha';
import type { GateVerdict } from './gates/gate';
import type { LandingReview } from './landingReview';
import type { AfterLanding } from './afterLanding';
import type { ChangedFile } from './changedFiles';
import type { ChangeResult } from './changeResult';
import type { TowardsBranch } from './proposals/closeProposal';
import type { Proposal } from './proposals/proposals';
import type { Proposed, Way } from './proposals/proposeCandidate';
import type { ShownRendering } from './shownRendering';
import type { CellId, DriftState, EdgeId, FleetChange, FleetSnapshot } from './snapshot';

/** Why somebody asks for a fresh look; it stands in the log. */
export type RefreshReason = 'start' | 'person' | 'catalog' | 'poll' | 'landed' | 'focus';

/** How closely the fleet is looked at: what nobody sees is polled seldom or not at all. */
export interface Attention {
  readonly treeVisible: boolean;
  readonly focused: boolean;
}

/** A deployment as people choose it: who, when, from what. Newest first. */
export interface DeploymentRow {
  readonly commit: Commit;
  readonly origin: 'promotion' | 'rollback' | 'hotfix' | 'direct';
  /** In English: `from test at 3f2a…`. */
  readonly detail: string;
  /** What a promotion brought, each with how long it took. */
  readonly changes: readonly DeployedChange[];
}

/** What to promote; everything that is pending where no items are named. */
export interface PromotionWish {
  readonly includeReintroduced: boolean;
  readonly items?: readonly Place[];
  /** What the pull request comes from. Default: what the catalog says of the path, where that is possible. */
  readonly head?: PromotionHead;
}

export type RollbackRequest = RollbackMode & {
  /** Also stops what writes images into the branch, where that lies in the repository. */
  readonly stopAutomation?: boolean;
  /** The deployment that is to be got rid of: whatever else goes is collateral. */
  readonly meant?: Sha;
  /** One line, for the record. */
  readonly reason?: string;
};

/** One way back from a deployment, simulated. */
export interface RollbackChoice {
  readonly way: SimulatedRollback['way'];
  readonly request: RollbackRequest;
  readonly outcome:
    | {
        readonly kind: 'possible';
        readonly items: readonly PendingItem[];
        readonly collateral: readonly PendingItem[];
        readonly automation: readonly ImageAutomation[];
      }
    | { readonly kind: 'refused'; readonly said: Message };
}

/** Everything that is shown before anything is pushed. Source: promotion.md §3.12. */
export interface ChangePreview extends ChangeResult {
  readonly kind: 'promotion' | 'rollback' | 'return';
  readonly service: string;
  readonly repository: string;
  readonly base: { readonly branch: string; readonly commit: Sha };
  /** The branch to be pushed, and the commit that it will hold: made already, not pushed. */
  readonly head: { readonly branch: string; readonly commit: Sha; readonly tree: Sha };
  readonly title: string;
  readonly body: string;
  /** A promotion's plan. */
  readonly plan?: Plan;
  /** A rollback: what else goes back. */
  readonly collateral: readonly PendingItem[];
  readonly items: readonly PendingItem[];
  /** A promotion of chosen items: what stays pending. */
  readonly left: readonly PendingItem[];
  /** What belongs to the environment, differs and stays: with the values of both sides. */
  readonly owned: readonly OwnedDifference[];
  /** A promotion: what its pull request comes from, and what else it could come from. */
  readonly heads?: ChosenHead;
  /** What the forge allows on this repository; nothing where it did not tell. */
  readonly landing?: LandingRules & { readonly mayPush: boolean };
  /** The pull requests that stand on the same edge: ours, which this one updates, and those of people. */
  readonly existing: readonly Proposal[];
  /** A promotion: what would be left of it once people's open pull requests have landed. */
  readonly after?: readonly AfterLanding[];
  /** How it lands: what the forge asks for, who may, how the open pull request stands; nothing where nobody was asked. */
  readonly review?: LandingReview;
  readonly protectedTarget: boolean;
  /** A promotion: whether the source's commit may go on, with the evidence. */
  readonly gate?: GateVerdict;
  /** In English; what a person should know before they confirm. */
  readonly notes: readonly string[];
}

export type AppliedChange = Proposed;

/** One file as it was at one time. */
export interface FileVersion {
  readonly path: string;
  readonly blob: Sha;
  readonly commits: readonly Sha[];
}

/** Desired and live objects of a cell, for views that show both. */
export interface CellContent {
  readonly commit: Sha;
  readonly files: readonly ManifestFile[];
  /** What kustomize or helm printed; nothing where the manifests are plain files. */
  readonly rendering?: ShownRendering;
  /** Why there is nothing to compare. */
  readonly unrendered?: Unknown;
  readonly live: readonly LiveObject[];
}

/** The fleet as the editor and the command line know it: facts by `snapshot` and `onDidChange`, and the two writes. */
export interface Fleet extends Disposable {
  readonly snapshot: FleetSnapshot;
  readonly onDidChange: Event<FleetChange>;
  /**
   * Takes a catalog, with what its `discover` entries find. `problems`: what is wrong in a newer text of it that could
   * not be used; it is shown, and the fleet goes on with this one.
   */
  useCatalog(catalog: Catalog, problems: readonly CatalogProblem[], signal: AbortSignal): Promise<void>;
  /** The repositories of an organisation, for a first catalog. @throws ForgeError */
  repositoriesOf(forge: string, owner: string, signal: AbortSignal): Promise<readonly ForgeRepository[]>;
  setAttention(attention: Attention): void;
  /** Looks afresh at everything, or at one service; resolves when every answer is in or has failed. */
  refresh(reason: RefreshReason, signal: AbortSignal, service?: string): Promise<void>;
  plan(edge: EdgeId, signal: AbortSignal): Promise<Plan>;
  /** Makes the candidate commit and pushes nothing. `includeReintroduced` confirms what a rollback took away. */
  previewPromotion(edge: EdgeId, choice: PromotionWish, signal: AbortSignal): Promise<ChangePreview>;
  /** All ways back that a deployment stands for, each simulated; nothing is pushed. */
  rollbackChoices(cell: CellId, deployment: Sha, signal: AbortSignal): Promise<readonly RollbackChoice[]>;
  /** The newest earlier deployment whose pipeline passed; nothing where none of the last few is known to have. */
  previousHealthy(cell: CellId, signal: AbortSignal): Promise<Commit | undefined>;
  previewRollback(cell: CellId, request: RollbackRequest, signal: AbortSignal): Promise<ChangePreview>;
  /**
   * Brings to the first environment of the way what only the end of an edge has: its hotfixes (all, or what one
   * deployment set), or what a rollback restored there. Pushes nothing.
   */
  previewBackflow(
    edge: EdgeId,
    request: { readonly kind: 'hotfix' | 'rolledBack'; readonly commit?: Sha },
    signal: AbortSignal,
  ): Promise<ChangePreview>;
  /** Pushes the candidate, and opens or updates the pull request. Heads are checked again: a move since the preview stops it. */
  apply(preview: ChangePreview, way: Way, signal: AbortSignal): Promise<AppliedChange>;
  /** Closes a pull request of ours that has nothing left to do, with a comment. Only ever because a person asked for it. */
  closeProposal(
    service: string,
    towards: TowardsBranch,
    proposal: { readonly number: number; readonly comment: string },
    signal: AbortSignal,
  ): Promise<PullRequest>;
  deployments(cell: CellId, signal: AbortSignal): AsyncIterable<DeploymentRow>;
  /** The files in which two commits differ; without the first, all files of the second. */
  changedFiles(
    service: string,
    before: Sha | undefined,
    after: Sha,
    signal: AbortSignal,
  ): Promise<readonly ChangedFile[]>;
  /**
   * A file by object name, as it may be shown. `commits`: those in whose trees it lies, which say what the file is to the
   * kustomizations there; without one, only what says itself that it is no secret is shown.
   */
  shownFile(service: string, file: FileVersion, signal: AbortSignal): Promise<ShownText>;
  /** Files of a branch's head below the content path, by path and object name. */
  files(cell: CellId, signal: AbortSignal): Promise<readonly { readonly path: string; readonly blob: Sha }[]>;
  content(cell: CellId): CellContent | undefined;
  /** Holds the text of one file, as it stands in an editor, against what is live; lines are those of the text. */
  compareText(cell: CellId, path: string, text: string): DriftState;
  /** Holds the rendered text of a cell against what is live; lines are those of `CellContent.rendering`. */
  compareRendering(cell: CellId): DriftState;
  /** Has the server say what it would make of one object, by a dry run; its drift before and after. Asks for rights first. */
  verify(cell: CellId, object: ObjectIdentity, signal: AbortSignal): Promise<Verified>;
}
