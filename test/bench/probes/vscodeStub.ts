/** As much of the editor's API as rows of a tree are made of; values only, so that drawing can be measured without it. */
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
  constructor(readonly value = '') {}
}
export class EventEmitter {
  readonly event = () => ({ dispose: () => undefined });
  fire = () => undefined;
  dispose = () => undefined;
}
export const TreeItemCollapsibleState = { None: 0, Collapsed: 1, Expanded: 2 };
export const Uri = { from: (parts: object) => parts };
export const l10n = {
  t: (text: string, values: Readonly<Record<string, string | number>> = {}) =>
    text.replace(/\{(\w+)\}/g, (place, name: string) => String(values[name] ?? place)),
};
