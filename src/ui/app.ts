import type * as vscode from 'vscode';
import type { Fleet } from '../core/fleet/fleet';
import type { Cell, CellId } from '../core/fleet/state/snapshot';
import type { Clock } from '../core/support/clock';
import type { Disposable } from '../core/support/disposable';
import type { Log } from '../core/support/log';
import type { Sha } from '../core/support/sha';
import type { FleetBoard } from './board/board';
import type { CommandId } from './commands/ids';
import type { FleetDoctor } from './doctor/fleetDoctor';
import type { Decisions } from './decision/decisions';
import type { DriftLine } from './decorations/lines';
import type { PipelineLogs } from './documents/pipelineLogs';
import type { RenderedDocuments } from './documents/renderedDocuments';
import type { HistoryView } from './history/historyView';
import type { PreviewPages } from './preview/pages';
import type { ServiceSetup } from './setup/serviceSetup';
import type { Shell } from './shell';
import type { PastTabs } from './timeline/pastTabs';
import type { TrainTabs } from './train/trainTabs';
import type { TrainWatch } from './train/trainWatch';
import type { Grouping } from './tree/fleetTree';

/** What commands and views work with. */
export interface App extends Disposable {
  readonly shell: Shell;
  readonly log: Log;
  readonly clock: Clock;
  readonly fleet: Fleet;
  readonly pages: PreviewPages;
  readonly rendered: RenderedDocuments;
  readonly logs: Pick<PipelineLogs, 'show'>;
  readonly folders: WorkspaceFolders;
  readonly drift: ShownDrift;
  readonly doctor: FleetDoctor;
  readonly setup: ServiceSetup;
  readonly board: FleetBoard;
  readonly decisions: Decisions;
  readonly past: Pick<PastTabs, 'showTimeline' | 'showThen' | 'showBisect'>;
  readonly trains: ReleaseTrains;
  readonly history: Pick<HistoryView, 'show' | 'more' | 'pin'>;
  /** Aborts when the window closes. */
  readonly signal: AbortSignal;
  /** The catalog's file, where there is one. */
  readonly catalogPath: string | undefined;
  reloadCatalog(signal: AbortSignal): Promise<void>;
  setGrouping(grouping: Grouping): Promise<void>;
  /** Shows the row of a cell in the tree. */
  reveal(cell: CellId): Promise<void>;
  run(id: CommandId, args: readonly unknown[]): Promise<unknown>;
}

/** The release trains of the fleet, and their pages. */
export interface ReleaseTrains {
  readonly watch: Pick<TrainWatch, 'trains' | 'unsearched' | 'search'>;
  readonly tabs: Pick<TrainTabs, 'prepare' | 'show'>;
}

/** The drift that stands in editors. */
export interface ShownDrift {
  /** Of a line, from 0; without one, of the whole file. */
  at(uri: vscode.Uri, line?: number): readonly DriftLine[];
}

/** A file of the workspace as the fleet sees it. */
export interface FleetFile {
  readonly service: string;
  /** In its repository. */
  readonly path: string;
  /** That a person chose, or whose branch is checked out; nothing when HEAD is elsewhere. */
  readonly environment: string | undefined;
  /** Of a read-only file of a branch: the commit that it is of. */
  readonly commit?: Sha;
  /** It is no file: it is what a renderer makes of the environment's branch. */
  readonly rendered?: true;
}

/** Which folders of the workspace are checkouts of which services. Read only. */
export interface WorkspaceFolders {
  /** What a file is to the fleet; nothing where it belongs to no service. */
  fileOf(uri: vscode.Uri): Promise<FleetFile | undefined>;
  /** Says with which environment a service's files are compared; nothing: by the branch that is checked out. */
  choose(service: string, environment: string | undefined): Promise<void>;
  /** Checkouts of something else, which came from somewhere: of code, perhaps. */
  codeCheckouts(): Promise<readonly { readonly folder: string }[]>;
  /** The file in a working folder, if the cell's branch is what is checked out there. */
  checkedOut(cell: Cell, path: string): Promise<vscode.Uri | undefined>;
}
