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
export const TreeItemCollapsibleState = { None: 0, Collapsed: 1, Expanded: 2 };
export const workspace = { textDocuments: [] };
export const Uri = { from: (parts: object) => parts };
export const l10n = {
  t: (text: string, values: Readonly<Record<string, string | number>> = {}) =>
    text.replace(/\{(\w+)\}/g, (place, name: string) => String(values[name] ?? place)),
};
