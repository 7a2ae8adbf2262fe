/** As much of the editor's API as rows, hovers and documents are made of; values only, so that they can be made without it. */
export class TreeItem {
  id?: string;
  constructor(
    readonly label: string,
    readonly collapsibleState?: number,
  ) {}
}
export class ThemeIcon {
  constructor(
    readonly id: string,
    readonly color?: ThemeColor,
  ) {}
}
export class ThemeColor {
  constructor(readonly id: string) {}
}
export class MarkdownString {
  constructor(public value = '') {}
  appendText(text: string): this {
    this.value += text;
    return this;
  }
}
export class Diagnostic {
  constructor(
    readonly range: unknown,
    readonly message: string,
    readonly severity: number,
  ) {}
}
export const DiagnosticSeverity = { Information: 2 };
export class EventEmitter {
  readonly event = () => ({ dispose: () => undefined });
  fire = () => undefined;
  dispose = () => undefined;
}
/** What a command does, by its name. */
export const does = { command: (_id: string): unknown => undefined };
export const commands = { executeCommand: (id: string) => Promise.resolve(id).then(does.command) };
/** What was told by a message. */
export const said: string[] = [];
/** What a person answers to a question. */
export const person = { answer: (..._question: unknown[]): string | undefined => undefined };
/** What a test puts in the place of the editor's tabs. */
export const tabs = {
  create: (): unknown => undefined,
  all: (): readonly { readonly input: unknown }[] => [],
  close: (_tabs: unknown): void => undefined,
  revive: (_panel: unknown): void => undefined,
};
export class TabInputWebview {
  constructor(readonly viewType: string) {}
}
export const ViewColumn = { Active: -1 };
/** What the system was asked to open. */
export const opened: unknown[] = [];
export const env = {
  language: 'en',
  openExternal: (uri: unknown) => {
    opened.push(uri);
    return Promise.resolve(true);
  },
};
/** The views of trees that were made, as the editor would draw them. */
export const views: { description?: string; message?: string; visible: boolean; turn(visible: boolean): void }[] = [];
export const window = {
  state: { focused: true },
  createTreeView: () => {
    const heard: ((change: { visible: boolean }) => void)[] = [];
    const view = {
      visible: true,
      onDidChangeVisibility: (hear: (change: { visible: boolean }) => void) => void heard.push(hear),
      turn: (visible: boolean) => {
        view.visible = visible;
        for (const hear of heard) hear({ visible });
      },
      dispose: () => undefined,
    };
    views.push(view);
    return view;
  },
  withProgress: (_: object, work: () => Promise<unknown>) => work(),
  createWebviewPanel: () => tabs.create(),
  registerWebviewPanelSerializer: (_: string, { deserializeWebviewPanel }: Reviver) => {
    tabs.revive = (panel) => void deserializeWebviewPanel(panel);
    return { dispose: () => undefined };
  },
  tabGroups: {
    get all() {
      return [{ tabs: tabs.all() }];
    },
    close: (some: unknown) => {
      tabs.close(some);
      return Promise.resolve();
    },
  },
  showInformationMessage: (text: string) => Promise.resolve(void said.push(text)),
  showErrorMessage: (text: string) => Promise.resolve(void said.push(text)),
  showWarningMessage: (...question: unknown[]) => {
    said.push(String(question[0]));
    return Promise.resolve(person.answer(...question));
  },
};
export const TreeItemCollapsibleState = { None: 0, Collapsed: 1, Expanded: 2 };
export const workspace = {
  textDocuments: [],
  isTrusted: true,
  onDidGrantWorkspaceTrust: () => ({ dispose: () => undefined }),
};
export const Uri = {
  from: (parts: object) => parts,
  joinPath: (...parts: unknown[]) => parts.join('/'),
  parse: (text: string) => text,
};
interface Reviver {
  readonly deserializeWebviewPanel: (panel: unknown) => Promise<void>;
}
export const l10n = {
  t: (text: string, values: Readonly<Record<string, string | number>> = {}) =>
    text.replace(/\{(\w+)\}/g, (place, name: string) => String(values[name] ?? place)),
};
