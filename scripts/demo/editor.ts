import { installCodeServer } from '../vscode/codeServer';
import { findDesktopEditor, startDesktopEditor } from '../vscode/desktop';
import { startCodeServer, type ServerOptions } from '../vscode/server';

/** A VS Code that a person looks at. */
export interface DemoEditor {
  /** Where to find it, in words. */
  readonly place: string;
  /** Resolves when the person has closed it; never for one in a browser. */
  readonly closed: Promise<void>;
  stop(): Promise<void>;
}

/** Fetches what `openEditor` will need, so that this can be done beside other work. */
export async function prepareEditor(): Promise<void> {
  if (!findDesktopEditor()) await installCodeServer();
}

/** Opens a folder in the VS Code of this desktop, or else in one that a browser shows. */
export async function openEditor(workspace: string, options: ServerOptions): Promise<DemoEditor> {
  const program = findDesktopEditor();
  if (program) return { place: 'a window of its own', ...(await startDesktopEditor(program, workspace, options)) };
  const server = await startCodeServer(options);
  const never = new Promise<never>(() => undefined);
  return { place: server.address(workspace), closed: never, stop: () => server.stop() };
}
