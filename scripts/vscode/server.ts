import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startGuarded } from '../processes/guarded';
import { installCodeServer } from './codeServer';

export interface ServerOptions {
  /** User settings. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** Added to the environment of the server, and so of the extension. */
  readonly env?: NodeJS.ProcessEnv;
  /** `restricted` opens folders as untrusted ones, as an editor does with a folder it has not seen. */
  readonly trust?: 'trusted' | 'restricted';
}

/** What a browser window opens with. Absolute paths. */
export interface Opened {
  readonly workspace: string;
  /** The extension in development. */
  readonly extension: string;
  /** A module whose `run()` is called in the extension host. */
  readonly tests?: string;
}

export interface CodeServer {
  /** The address to open in a browser; it carries the token without which the server answers nobody. */
  address(opened: Opened): string;
  /** What the server has logged. */
  output(): string;
  /** Ends the server, its extension hosts and removes its data. */
  stop(): Promise<void>;
}

/** Starts VS Code's server on a free port of this machine, with data and settings of its own. */
export async function startCodeServer({ settings, env, trust = 'trusted' }: ServerOptions): Promise<CodeServer> {
  const folder = await installCodeServer();
  const data = await mkdtemp(join(tmpdir(), 'branchline-vscode-'));
  await mkdir(join(data, 'data/User'), { recursive: true });
  await writeFile(join(data, 'data/User/settings.json'), JSON.stringify(settings, null, 2));
  const token = randomUUID();
  const server = startGuarded(process.execPath, ['out/server-main.js', ...flags({ data, token, trust })], {
    cwd: folder,
    env: { ...process.env, ...env },
  });
  const stop = async () => {
    await server.stop();
    await rm(data, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    const [, port = ''] = await server.line(/Extension host agent listening on (\d+)/);
    return { address: (opened) => addressOf(`127.0.0.1:${port}`, token, opened), output: () => server.output(), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function flags({ data, token, trust }: { data: string; token: string; trust: 'trusted' | 'restricted' }): string[] {
  return [
    ...['--host', '127.0.0.1', '--port', '0'],
    ...['--connection-token', token],
    ...['--server-data-dir', data],
    ...['--telemetry-level', 'off'],
    '--accept-server-license-terms',
    '--enable-smoke-test-driver', // without it the address's `payload` is ignored
    ...(trust === 'trusted' ? ['--disable-workspace-trust'] : []),
  ];
}

function addressOf(host: string, token: string, { workspace, extension, tests }: Opened): string {
  const remote = (path: string) => `vscode-remote://${host}${encodeURI(asUriPath(path))}`;
  const payload = [
    ['extensionDevelopmentPath', remote(extension)],
    ...(tests === undefined ? [] : [['extensionTestsPath', remote(tests)]]),
  ];
  const query = new URLSearchParams({ folder: asUriPath(workspace), payload: JSON.stringify(payload), tkn: token });
  return `http://${host}/?${query.toString()}`;
}

/** `C:\x` is `/C:/x` in an address. */
function asUriPath(path: string): string {
  return process.platform === 'win32' ? `/${path.replaceAll('\\', '/')}` : path;
}
