import { silentLog } from '../../../src/core/support/log';
import { systemClock } from '../../../src/core/support/clock';
import type { BoardSources } from '../../../src/ui/board/panel';
import type { FleetSnapshot } from '../../../src/core/fleet/state/snapshot';
import { tabs } from './vscodeStub';

/** The editor's tabs, as far as a page of ours is concerned. */
export class StubTabs {
  private readonly panels: StubPanel[] = [];
  leftOver: readonly { readonly input: unknown }[] = [];
  close: (tabs: unknown) => void = () => undefined;

  constructor() {
    tabs.create = () => this.add();
    tabs.all = () => this.leftOver;
    tabs.close = (some) => this.close(some);
  }

  /** Shows the tab of the last session. */
  revive(): void {
    tabs.revive(this.add());
  }

  open(): readonly unknown[] {
    return this.panels.filter(({ isOpen }) => isOpen);
  }

  sources(fleet: { readonly snapshot: FleetSnapshot }): BoardSources {
    const own = { snapshot: fleet.snapshot, onDidChange: () => ({ dispose: () => undefined }) };
    const log = silentLog;
    const signal = new AbortController().signal;
    return {
      extension: {},
      memory: {},
      fleet: own,
      decisions: {},
      clock: systemClock,
      log,
      signal,
    } as unknown as BoardSources;
  }

  private add(): StubPanel {
    const panel = new StubPanel();
    this.panels.push(panel);
    return panel;
  }
}

class StubPanel {
  isOpen = true;
  readonly visible = true;
  readonly webview = {
    cspSource: '',
    asWebviewUri: (uri: unknown) => uri,
    onDidReceiveMessage: () => ({ dispose: () => undefined }),
  };
  private heard: () => void = () => undefined;

  onDidChangeViewState() {
    return { dispose: () => undefined };
  }

  onDidDispose(heard: () => void) {
    this.heard = heard;
  }

  reveal(): void {
    if (!this.isOpen) throw new Error('It is closed');
  }

  dispose(): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    this.heard();
  }
}
