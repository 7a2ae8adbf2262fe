import * as vscode from 'vscode';
import * as z from 'zod';
import type { Fleet } from '../../core/fleet/fleet';
import { hostsOf } from '../../core/fleet/hosts';
import type { TokenSource } from '../../core/forge/tokens';
import { DisposableStore } from '../../core/support/disposable';
import { commandLineEnvironment } from '../commandLine/environment';
import { settings } from '../settings';
import { startOf } from './start';

/** As package.json contributes it. */
const providerId = 'branchline.tools';

const manifest = z.object({ version: z.string() });

interface Sources {
  readonly program: { readonly extension: vscode.Uri; readonly about: unknown };
  readonly tokens: TokenSource;
  readonly signal: AbortSignal;
  readonly fleet: Pick<Fleet, 'snapshot' | 'onDidChange'>;
  readonly catalogPath: () => string | undefined;
}

/**
 * Offers the tools of `branchline mcp` to the editor's own assistant: the command line that ships with the extension, over the
 * catalog of this window. One implementation answers in the editor and outside (docs/mcp.md). Nothing runs before the
 * assistant asks for it, and in an untrusted folder nothing is offered.
 */
export class AssistantTools implements vscode.McpServerDefinitionProvider<vscode.McpStdioServerDefinition> {
  private readonly owned = new DisposableStore();
  private readonly changed = this.owned.add(new vscode.EventEmitter<void>());
  readonly onDidChangeMcpServerDefinitions = this.changed.event;
  private offered = '';
  private of: unknown;

  constructor(private readonly sources: Sources) {
    this.owned.add(sources.fleet.onDidChange(() => this.offerAgain()));
    this.owned.add(
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('branchline')) this.changed.fire();
      }),
    );
    this.owned.add(vscode.lm.registerMcpServerDefinitionProvider(providerId, this));
  }

  dispose(): void {
    this.owned.dispose();
  }

  provideMcpServerDefinitions(): vscode.McpStdioServerDefinition[] {
    const path = this.sources.catalogPath();
    if (path === undefined || !vscode.workspace.isTrusted) return [];
    const { extension, about } = this.sources.program;
    const program = vscode.Uri.joinPath(extension, 'dist', 'cli.js').fsPath;
    const { command, args, env } = startOf({ program, catalog: path, allowWrites: settings.assistantWrites() });
    return [new vscode.McpStdioServerDefinition('Branchline', command, args, env, manifest.parse(about).version)];
  }

  /** Only now, as it starts, does it get the tokens: each for its own host, and nothing of them is in what the editor keeps. */
  async resolveMcpServerDefinition(
    definition: vscode.McpStdioServerDefinition,
    cancelled: vscode.CancellationToken,
  ): Promise<vscode.McpStdioServerDefinition> {
    const ended = new AbortController();
    const listening = cancelled.onCancellationRequested(() => ended.abort());
    try {
      const signal = AbortSignal.any([this.sources.signal, ended.signal]);
      const { label, command, args, env, version } = definition;
      const { tokens, fleet } = this.sources;
      // Another one: the editor keeps what it was given, and asks with that again.
      return new vscode.McpStdioServerDefinition(
        label,
        command,
        args,
        { ...env, ...(await commandLineEnvironment(tokens, hostsOf(fleet.snapshot.catalog), signal)) },
        version,
      );
    } finally {
      listening.dispose();
    }
  }

  /** Only where it is another one: the editor asks anew each time that it is told. */
  private offerAgain(): void {
    const { catalog } = this.sources.fleet.snapshot;
    if (catalog === this.of) return;
    this.of = catalog;
    const now = JSON.stringify(this.provideMcpServerDefinitions());
    if (now === this.offered) return;
    this.offered = now;
    this.changed.fire();
  }
}
