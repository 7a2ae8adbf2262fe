interface Start {
  /** The command line that ships with the extension. */
  readonly program: string;
  readonly catalog: string;
  readonly allowWrites: boolean;
}

/** How `branchline mcp` is started by the editor's own Node, which is Electron's where the editor is a program of its own. */
export function startOf({ program, catalog, allowWrites }: Start) {
  return {
    command: process.execPath,
    args: [program, 'mcp', '--catalog', catalog, ...(allowWrites ? ['--allow-writes'] : [])],
    env: { ELECTRON_RUN_AS_NODE: '1' },
  };
}
