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

  open(): readonly StubPanel[] {
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

/** One tab, as the editor has it: of one that is closed nothing may be asked. */
export class StubPanel {
  isOpen = true;
  /** What the page was told, the newest last. */
  readonly told: unknown[] = [];
  /** Says something in the page's place. */
  say: (message: unknown) => void = () => undefined;
  private readonly page = {
    cspSource: '',
    asWebviewUri: (uri: unknown) => uri,
    onDidReceiveMessage: (heard: (message: unknown) => void) => {
      this.say = heard;
      return { dispose: () => (this.say = () => undefined) };
    },
    postMessage: (message: unknown) => Promise.resolve(this.told.push(message) > 0),
  };
  private heard: () => void = () => undefined;

  get webview() {
    this.assertOpen();
    return this.page;
  }

  get visible(): boolean {
    this.assertOpen();
    return true;
  }

  onDidChangeViewState() {
    return { dispose: () => undefined };
  }

  onDidDispose(heard: () => void) {
    this.heard = heard;
  }

  reveal(): void {
    this.assertOpen();
  }

  dispose(): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    this.heard();
  }

  private assertOpen(): void {
    if (!this.isOpen) throw new Error('It is closed');
  }
}
