import type { MeasuredService } from '../measures/measure';
import type { Period } from '../measures/period';
import type { ObjectIdentity } from '../manifest/objects';
import type { Verified } from './cluster/verifications';
import type { Catalog } from '../catalog/catalog';
import type { Problem as CatalogProblem } from '../catalog/parse';
import type { LiveObject } from '../cluster/live';
import type { ForgeRepository, PullRequest } from '../forge/types';
import type { Commit } from '../git/objects';
import type { ManifestFile } from '../manifest/objects';
import type { ShownText } from '../manifest/secrecy/shown';
import type { DeployedChange } from '../promotion/history/history';
import type { PushStep } from '../promotion/propose';
import type { Plan, PendingItem } from '../promotion/plan';
import type { ImageAutomation } from '../promotion/rollback/automation';
import type { RollbackMode } from '../promotion/rollback/rollback';
import type { SimulatedRollback } from '../promotion/rollback/simulate';
import type { Disposable } from '../support/disposable';
import type { Event } from '../support/emitter';
import type { Message } from '../support/message';
import type { Unknown } from '../support/observation';
import type { Sha } from '../support/sha';
import type { PreparedChange } from '../change/preparedChange';
import type { CodeOfChange } from '../change/code/ofChange';
import type { CodeQuestion } from '../change/code/where/contains';
import type { RevisionsThere } from '../change/code/where/revisions';
import type { CodeFound } from '../change/code/where/whereCode';
import type { PromotionWish } from '../change/preparePromotion';
import type { ChangedFile } from '../change/changedFiles';
import type { CellPipeline } from '../pipeline/cellPipeline';
import type { TowardsBranch } from '../change/proposals/closeProposal';
import type { Proposed, Way } from '../change/proposals/proposeCandidate';
import type { ImageReference, RegistryClient } from '../registry/types';
import type { ImageInEnvironment } from './imageInEnvironment';
import type { NewerImages } from '../update/newerImages';
import type { Followed } from '../where/follow';
import type { Question } from '../where/question';
import type { Past } from './past';
import type { RelaySettings } from './observe/fleetRelay';
import type { LocatedService } from './observe/readService';
import type { ShownRendering } from './cluster/shownRendering';
import type { CellId, DriftState, EdgeId, FleetChange, FleetSnapshot } from './state/snapshot';

/** Why somebody asks for a fresh look; it stands in the log. */
export type RefreshReason = 'start' | 'person' | 'catalog' | 'poll' | 'landed' | 'focus' | 'told' | 'settings';

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

/** A rollback as a person asks for it. */
export type RollbackWish = RollbackMode & {
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
  readonly request: RollbackWish;
  readonly outcome:
    | {
        readonly kind: 'possible';
        readonly items: readonly PendingItem[];
        readonly collateral: readonly PendingItem[];
        readonly automation: readonly ImageAutomation[];
      }
    | { readonly kind: 'refused'; readonly said: Message };
}

/** What stands where newer images come in, and the change that would bring them; without one there is nothing to propose. */
export interface UpdatePreview extends Pick<NewerImages, 'images' | 'unread'> {
  readonly environment: string;
  readonly change?: PreparedChange;
}

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
  /** What was, by what was last fetched. */
  readonly past: Past;
  /**
   * Takes a catalog, with what its `discover` entries find. `problems`: what is wrong in a newer text of it that could
   * not be used; it is shown, and the fleet goes on with this one.
   */
  useCatalog(catalog: Catalog, problems: readonly CatalogProblem[], signal: AbortSignal): Promise<void>;
  /** The repositories of an organisation, for a first catalog. @throws ForgeError */
  repositoriesOf(forge: string, owner: string, signal: AbortSignal): Promise<readonly ForgeRepository[]>;
  /** Follows a relay, another than before, or none. In a folder that is not trusted it follows none. */
  useRelay(relay: RelaySettings | undefined): void;
  /** Whoever waits for the relay waits no longer: a person has done something about it. */
  askRelayAgain(): void;
  setAttention(attention: Attention): void;
  /** Looks afresh at everything, or at one service; resolves when every answer is in or has failed. */
  refresh(reason: RefreshReason, signal: AbortSignal, service?: string): Promise<void>;
  plan(edge: EdgeId, signal: AbortSignal): Promise<Plan>;
  /** Makes the candidate commit and pushes nothing. `includeReintroduced` confirms what a rollback took away. */
  previewPromotion(edge: EdgeId, choice: PromotionWish, signal: AbortSignal): Promise<PreparedChange>;
  /** All ways back that a deployment stands for, each simulated; nothing is pushed. */
  rollbackChoices(cell: CellId, deployment: Sha, signal: AbortSignal): Promise<readonly RollbackChoice[]>;
  /** The newest earlier deployment whose pipeline passed; nothing where none of the last few is known to have. */
  previousHealthy(cell: CellId, signal: AbortSignal): Promise<Commit | undefined>;
  previewRollback(cell: CellId, request: RollbackWish, signal: AbortSignal): Promise<PreparedChange>;
  /**
   * Brings to the first environment of the way what only the end of an edge has: its hotfixes (all, or what one
   * deployment set), or what a rollback restored there. Pushes nothing.
   */
  previewBackflow(
    edge: EdgeId,
    request: { readonly kind: 'hotfix' | 'rolledBack'; readonly commit?: Sha },
    signal: AbortSignal,
  ): Promise<PreparedChange>;
  /** Newer images for the first environment of a service, by the policies of the catalog. Pushes nothing. */
  previewUpdate(service: string, registry: RegistryClient, signal: AbortSignal): Promise<UpdatePreview>;
  /** The same without a change to propose: what is said of each image, and what could not be looked at. */
  newerImages(service: string, registry: RegistryClient, signal: AbortSignal): Promise<Omit<UpdatePreview, 'change'>>;
  /** Which versions of an image the branches of a service have, and which its clusters run; no registry is asked. */
  imageVersions(service: string, image: ImageReference, signal: AbortSignal): Promise<readonly ImageInEnvironment[]>;
  /**
   * Pushes the candidate, and opens or updates the pull request. Heads are checked again: a move since the preview stops it.
   * `told` hears how far the push came, so that whoever stops it can say what was done.
   */
  propose(change: PreparedChange, way: Way, signal: AbortSignal, told?: (step: PushStep) => void): Promise<Proposed>;
  /** Closes a pull request of ours that has nothing left to do, with a comment. Only ever because a person asked for it. */
  closeProposal(
    service: string,
    towards: TowardsBranch,
    proposal: { readonly number: number; readonly comment: string },
    signal: AbortSignal,
  ): Promise<PullRequest>;
  /** What the forge runs for the head of a cell. @throws ForgeError, BranchlineError where there is no forge, or the head is not known */
  pipeline(cell: CellId, signal: AbortSignal): Promise<CellPipeline>;
  /** Where a service is on its forge, for whoever reads it afresh to judge something there. @throws ForgeError, GitError */
  locate(service: string, signal: AbortSignal): Promise<LocatedService>;
  /** Which environments have a change, by what was last fetched. @throws RulesError, GitError */
  whereIs(service: string, question: Question, signal: AbortSignal): Promise<Followed>;
  /**
   * Which environments have a commit of the code, by the images that the catalog has under `update`; registries and the forge are
   * asked, and what they do not answer is unknown. Nothing where nobody may be asked. @throws RulesError, GitError
   */
  whereIsCode(service: string, question: CodeQuestion, signal: AbortSignal): Promise<CodeFound>;
  /** The commits of code that images on its branches say that they were built from, asked as by `whereIsCode`. @throws RulesError, GitError */
  codeRevisions(service: string, signal: AbortSignal): Promise<RevisionsThere>;
  /** How a service was deployed in a period, by what was last fetched; its forge is asked how each deployment went. @throws RulesError, GitError */
  measures(service: string, period: Period, signal: AbortSignal): Promise<MeasuredService>;
  deployments(cell: CellId, signal: AbortSignal): AsyncIterable<DeploymentRow>;
  /** What code came with a deployment; whoever asks wants all registries asked. Nothing where none may be, or it is the first of all. */
  codeOfDeployment(cell: CellId, deployment: Sha, signal: AbortSignal): Promise<CodeOfChange | undefined>;
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
