import * as vscode from 'vscode';
import { KargoDoor } from '../core/kargo/door';
import { hostsOf } from '../core/fleet/hosts';
import { createFleet } from '../core/fleet/createFleet';
import { systemClock } from '../core/support/clock';
import { DisposableStore } from '../core/support/disposable';
import { redactingLog } from '../core/support/log';
import { editorTokens, setupScopes } from './accounts/tokens';
import type { App } from './app';
import { AssistantTools } from './assistant/tools';
import { CatalogKeeper } from './catalog/catalogKeeper';
import { CatalogSource } from './catalog/catalogSource';
import { editorClusters } from './clusters';
import { FleetBoard } from './board/board';
import { CommandLine } from './commandLine/commandLine';
import { commandLineEnvironment } from './commandLine/environment';
import { runCommand } from './commands/command';
import { commands } from './commands/table';
import { Decisions } from './decision/decisions';
import { FleetDoctor } from './doctor/fleetDoctor';
import { DoctorFixes } from './doctor/quickFixes';
import { DriftActions } from './decorations/quickActions';
import { DriftEditor } from './decorations/driftEditor';
import { DriftedFiles } from './decorations/explorer';
import { ImageHover } from './images/imageHover';
import { DriftStatus } from './decorations/status';
import { historyScheme } from './documents/blobUri';
import { HistoryFiles } from './documents/historyFiles';
import { LiveDocuments } from './documents/liveDocuments';
import { liveScheme } from './documents/liveUri';
import { PipelineLogs } from './documents/pipelineLogs';
import { RenderedDocuments } from './documents/renderedDocuments';
import { RenderedManifests } from './documents/renderedManifests';
import { manifestsScheme } from './documents/manifestsUri';
import { CheckoutFolders } from './folders';
import { HistoryView } from './history/historyView';
import { windowRegistry } from './registries';
import { Notifier } from './notices/notifier';
import { PreviewPages } from './preview/pages';
import { EditorRelay } from './relay/editorRelay';
import { settings } from './settings';
import { CodeStatus } from './statusBar/code/codeStatus';
import { ServiceSetup } from './setup/serviceSetup';
import type { Shell } from './shell';
import { PastTabs } from './timeline/pastTabs';
import { EndedTrains } from './train/endedTrains';
import { TrainCalls } from './train/trainCalls';
import { TrainTabs } from './train/trainTabs';
import { TrainWatch } from './train/trainWatch';
import { FleetDecorations } from './tree/decorations';
import { revealCell } from './tree/reveal';
import { FleetViews } from './views';

/** Puts the parts together and takes the first look. Everything that it makes ends with the app. */
export function startApp(shell: Shell): App {
  const owned = new DisposableStore();
  const closed = new AbortController();
  const { signal } = closed;
  const clock = systemClock;
  const log = redactingLog((level, line) => shell.log[level](line));
  const hosts = () => hostsOf(fleet.snapshot.catalog);
  const { secrets } = shell.context;
  const tokens = editorTokens(secrets, hosts);
  const clusters = editorClusters(owned);
  const fleet = owned.add(
    createFleet({
      storage: shell.context.globalStorageUri.fsPath,
      memory: (shell.context.storageUri ?? shell.context.globalStorageUri).fsPath,
      tokens,
      forges: settings.forges,
      clusters,
      online: vscode.workspace.isTrusted,
      registry: windowRegistry(),
      log,
      clock,
    }),
  );
  owned.add(new EditorRelay({ fleet, secrets, tokens, log }));
  owned.add(
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('branchline.forges')) void keeper.reload('settings');
    }),
  );
  const folders = new CheckoutFolders(() => fleet.snapshot, shell.context.workspaceState, clock);
  const keeper = owned.add(new CatalogKeeper(fleet, (onChange) => new CatalogSource(log, onChange), log, signal));
  const { extensionUri: extension, workspaceState: memory } = shell.context;
  const { pages, registration } = PreviewPages.register();
  owned.add(registration);
  const { rendered, registration: renderedRegistration } = RenderedDocuments.register();
  owned.add(renderedRegistration);
  const logs = owned.add(new PipelineLogs());
  const kargo = new KargoDoor({ environment: () => process.env, log });
  const decisions = owned.add(new Decisions({ extension, fleet, kargo, rendered, clock, log, signal }));
  const board = owned.add(new FleetBoard({ extension, memory, fleet, decisions, clock, log, signal }));
  const historyView = owned.add(new HistoryView({ fleet, memory, clock, log, signal }));
  const past = owned.add(new PastTabs({ extension, fleet, clock, log, signal }));
  const program = { extension, about: shell.context.extension.packageJSON as unknown };
  const line = new CommandLine({
    program: vscode.Uri.joinPath(extension, 'dist', 'cli.js').fsPath,
    storage: shell.context.globalStorageUri.fsPath,
    catalogPath: () => keeper.path,
    environment: (asked) => commandLineEnvironment(tokens, hosts(), asked),
    log,
  });
  const calls = new TrainCalls(line);
  const ended = new EndedTrains(memory);
  const watch = owned.add(new TrainWatch({ fleet, calls, ended, clock, log, signal }));
  const tabs = owned.add(new TrainTabs({ extension, fleet, calls, watch, clock, log, signal }));
  const views = owned.add(new FleetViews(shell, fleet, { board, history: historyView, trains: watch }, folders, clock));
  const status = owned.add(new DriftStatus(clock));
  const drift = owned.add(new DriftEditor({ extension: shell.context.extensionUri, fleet, folders, clock, status }));
  owned.add(DriftActions.register(drift, folders));
  owned.add(ImageHover.register({ fleet, folders, clock, signal }));
  owned.add(vscode.window.registerFileDecorationProvider(owned.add(new FleetDecorations(fleet))));
  owned.add(vscode.window.registerFileDecorationProvider(owned.add(new DriftedFiles(fleet, folders))));
  const live = owned.add(new LiveDocuments(fleet));
  owned.add(vscode.workspace.registerTextDocumentContentProvider(liveScheme, live));
  const manifests = owned.add(new RenderedManifests(fleet));
  owned.add(vscode.workspace.registerTextDocumentContentProvider(manifestsScheme, manifests));
  const history = new HistoryFiles(fleet, signal);
  owned.add(
    vscode.workspace.registerFileSystemProvider(historyScheme, history, { isCaseSensitive: true, isReadonly: true }),
  );

  owned.add(new AssistantTools({ program, tokens, signal, fleet, catalogPath: () => keeper.path }));
  owned.add(new Notifier(fleet, () => keeper.path, shell.context.globalState, clock));
  owned.add(new CodeStatus({ fleet, folders, clock, log, signal }));
  const doctor = owned.add(new FleetDoctor(tokens, log));
  owned.add(DoctorFixes.register());
  const setup = new ServiceSetup(editorTokens(secrets, hosts, setupScopes), log);

  const app: App = {
    shell,
    log,
    clock,
    fleet,
    pages,
    rendered,
    logs,
    folders,
    drift,
    doctor,
    setup,
    board,
    decisions,
    history: historyView,
    past,
    trains: { watch, tabs },
    signal,
    get catalogPath() {
      return keeper.path;
    },
    reloadCatalog: () => keeper.reload('person'),
    setGrouping: (grouping) => views.setGrouping(grouping),
    reveal: (cell) => revealCell(shell, cell),
    run: (id, args) => {
      const command = commands.find((candidate) => candidate.id === id);
      return command ? runCommand(app, command, args) : Promise.resolve();
    },
    dispose: () => {
      closed.abort();
      owned.dispose();
    },
  };
  void keeper.reload('start');
  return app;
}
