import { randomUUID } from 'node:crypto';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startGuarded } from '../processes/guarded';
import { installCodeServer } from './codeServer';

export interface ServerOptions {
  /** The folder of the extension to run, which has been built. */
  readonly extension: string;
  /** User settings. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** Added to the environment of the server, and so of the extension. */
  readonly env?: NodeJS.ProcessEnv;
  /** `restricted` opens folders as untrusted ones, as an editor does with a folder it has not seen. */
  readonly trust?: 'trusted' | 'restricted';
  /** A folder for everything that it keeps, which stays. Without it there is one that goes with the server. */
  readonly data?: string;
  /**
   * A module whose `run()` is called in the extension host. The editor then knows that it is being tested: it shows no
   * messages and answers dialogs itself. Without it the extension is an installed one, and all is as people see it.
   */
  readonly tests?: string;
}

export interface CodeServer {
  /** The address at which a browser finds a folder open; its token is needed, the server answers nobody without. */
  address(workspace: string): string;
  /** What the server has logged last. */
  output(): string;
  /** Copies the log files of the extension hosts, output channels among them, into a folder. */
  copyLogs(folder: string): Promise<void>;
  /** Ends the server and its extension hosts, and removes data that were given no folder. */
  stop(): Promise<void>;
}

/** Nothing is asked of a marketplace. */
const noMarketplace = JSON.stringify({ serviceUrl: '', itemUrl: '', resourceUrlTemplate: '' });

/** Starts VS Code's server on a free port of this machine, with data and settings of its own. */
export async function startCodeServer(options: ServerOptions): Promise<CodeServer> {
  const folder = await installCodeServer();
  const data = options.data ?? (await mkdtemp(join(tmpdir(), 'branchline-vscode-')));
  const token = randomUUID();
  await writeUserData(data, options);
  const server = startGuarded(process.execPath, ['out/server-main.js', ...flags(data, token, options)], {
    cwd: folder,
    env: { ...process.env, EXTENSIONS_GALLERY: noMarketplace, ...options.env },
  });
  const stop = async () => {
    await server.stop();
    if (options.data === undefined) await rm(data, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    const [, port = ''] = await server.line(/Extension host agent listening on (\d+)/);
    return {
      address: (workspace) => address({ host: `127.0.0.1:${port}`, token, workspace, options }),
      output: () => server.output(),
      copyLogs: (target) => cp(join(data, 'data/logs'), target, { recursive: true }),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function writeUserData(data: string, { settings, extension, tests }: ServerOptions): Promise<void> {
  await Promise.all(
    ['data/User', 'data/Machine', 'extensions'].map((folder) => mkdir(join(data, folder), { recursive: true })),
  );
  // Those of scope `machine` count from a person's own file only until the editor knows which these are.
  const ours = Object.fromEntries(Object.entries(settings).filter(([key]) => key.startsWith('branchline.')));
  await writeFile(join(data, 'data/User/settings.json'), JSON.stringify(settings, null, 2));
  await writeFile(join(data, 'data/Machine/settings.json'), JSON.stringify(ours, null, 2));
  const installed = tests === undefined ? [await asInstalled(extension)] : [];
  await writeFile(join(data, 'extensions/extensions.json'), JSON.stringify(installed));
}

/** An entry of VS Code's list of installed extensions; the location may be any folder. */
async function asInstalled(extension: string): Promise<object> {
  const manifest = JSON.parse(await readFile(join(extension, 'package.json'), 'utf8')) as Record<string, string>;
  const { publisher = '', name = '', version = '' } = manifest;
  return {
    identifier: { id: `${publisher}.${name}` },
    version,
    location: { $mid: 1, scheme: 'file', path: asUriPath(extension) },
    metadata: { installedTimestamp: 0, source: 'vsix' },
  };
}

function flags(data: string, token: string, { trust = 'trusted', tests }: ServerOptions): string[] {
  return [
    ...['--host', '127.0.0.1', '--port', '0'],
    ...['--connection-token', token],
    ...['--server-data-dir', data],
    ...['--telemetry-level', 'off'],
    '--accept-server-license-terms',
    ...(trust === 'trusted' ? ['--disable-workspace-trust'] : []),
    ...(tests === undefined ? [] : ['--enable-smoke-test-driver']), // else the address's `payload` is ignored
  ];
}

function address(to: { host: string; token: string; workspace: string; options: ServerOptions }): string {
  const { extension, tests } = to.options;
  const query = new URLSearchParams({ folder: asUriPath(to.workspace), tkn: to.token });
  if (tests !== undefined) {
    const remote = (path: string) => `vscode-remote://${to.host}${encodeURI(asUriPath(path))}`;
    const payload = { extensionDevelopmentPath: remote(extension), extensionTestsPath: remote(tests) };
    query.set('payload', JSON.stringify(Object.entries(payload)));
  }
  return `http://${to.host}/?${query.toString()}`;
}

/** `C:\x` is `/C:/x` in an address. */
function asUriPath(path: string): string {
  return process.platform === 'win32' ? `/${path.replaceAll('\\', '/')}` : path;
}
