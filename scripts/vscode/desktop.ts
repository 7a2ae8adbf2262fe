import { existsSync, realpathSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { startGuarded } from '../processes/guarded';
import type { ServerOptions } from './server';

export interface DesktopEditor {
  /** Resolves when its window has been closed. */
  readonly closed: Promise<void>;
  stop(): Promise<void>;
}

/** Where the program itself lies, seen from the folder of its `code` command. */
const programs: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  linux: ['../code', '../code-oss', '../codium'],
  darwin: ['../../../MacOS/Electron', '../../../MacOS/Code'],
  win32: ['../Code.exe'],
};

/**
 * The program of an installed VS Code, where there is also a screen to show it on. It is not the `code` command, which
 * hands the window to another process and ends.
 */
export function findDesktopEditor(): string | undefined {
  const { DISPLAY: x11, WAYLAND_DISPLAY: wayland, SSH_CONNECTION: remote } = process.env;
  if (remote || (process.platform === 'linux' && !x11 && !wayland)) return undefined;
  const command = process.platform === 'win32' ? 'code.cmd' : 'code';
  const commands = (process.env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, command));
  return commands
    .filter((path) => existsSync(path))
    .flatMap((path) => (programs[process.platform] ?? []).map((name) => join(dirname(realpathSync(path)), name)))
    .find((path) => existsSync(path));
}

/** Opens a folder in a VS Code of this machine, with data and settings of its own. */
export async function startDesktopEditor(
  program: string,
  workspace: string,
  { extension, settings, env }: ServerOptions,
): Promise<DesktopEditor> {
  const data = await mkdtemp(join(tmpdir(), 'branchline-vscode-'));
  await mkdir(join(data, 'User'), { recursive: true });
  await writeFile(join(data, 'User/settings.json'), JSON.stringify(settings, null, 2));
  const flags = [
    `--extensionDevelopmentPath=${extension}`,
    `--user-data-dir=${data}`,
    `--extensions-dir=${join(data, 'extensions')}`,
    '--disable-workspace-trust',
    '--skip-welcome',
    '--skip-release-notes',
  ];
  const editor = startGuarded(program, [...flags, workspace], { env: { ...process.env, ...env } });
  const closed = editor.ended.then(() => rm(data, { recursive: true, force: true, maxRetries: 5 }));
  return {
    closed,
    stop: async () => {
      await editor.stop();
      await closed;
    },
  };
}
