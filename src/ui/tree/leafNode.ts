import * as vscode from 'vscode';
import type { Aspect } from '../words/aspect';
import { rowItem } from './item';
import type { Node } from './node';

/** A last row: a check, a workload, an object. */
export class LeafNode implements Node {
  constructor(
    readonly id: string,
    private readonly text: string,
    private readonly aspect: Aspect,
    private readonly command?: vscode.Command,
  ) {}

  item(): vscode.TreeItem {
    const item = rowItem(
      {
        id: this.id,
        label: this.text,
        description: this.aspect.label,
        spoken: `${this.text}. ${this.aspect.sentence}`,
        state: vscode.TreeItemCollapsibleState.None,
      },
      this.aspect,
    );
    if (this.command) item.command = this.command;
    return item;
  }

  tooltip(): vscode.MarkdownString {
    return new vscode.MarkdownString().appendText(this.aspect.sentence);
  }

  children(): readonly Node[] {
    return [];
  }
}
