import { spawn } from 'node:child_process';
import { delimiter } from 'node:path';
import * as z from 'zod';
import { deadline, isTimeout } from '../../support/deadline';
import { message, type Message } from '../../support/message';
import { redact } from '../../support/redact';
import type { ExecPlugin, KubeCluster } from '../kubeconfig/types';
import { ClusterError } from './failure';
import type { Environment } from './proxy';

/** What a plugin hands out. Held in memory only. */
export interface ExecCredential {
  readonly token?: string;
  /** PEM. */
  readonly certificate?: string;
  readonly key?: string;
  /** Milliseconds since the epoch; absent where it holds until refused. */
  readonly expiresAt?: number;
}

export interface ExecOptions {
  readonly environment: Environment;
  /** Folders searched before those of PATH: an editor's PATH is often shorter than the shell's. */
  readonly extraPath: readonly string[];
  readonly signal: AbortSignal;
}

const deadlineMs = 60_000;
const maxOutputBytes = 1024 * 1024;

const Credential = z.object({
  status: z.object({
    token: z.string().nullish(),
    clientCertificateData: z.string().nullish(),
    clientKeyData: z.string().nullish(),
    expirationTimestamp: z.string().nullish(),
  }),
});

/**
 * Runs the plugin as the kubeconfig says it, without a shell and without a terminal. Only for trusted workspaces.
 * Source: client-go credential plugins (`client.authentication.k8s.io`).
 *
 * @throws ClusterError of the connection: not found, failed, took too long, printed something else
 */
export async function runExecPlugin(
  plugin: ExecPlugin,
  cluster: KubeCluster,
  options: ExecOptions,
): Promise<ExecCredential> {
  const { command } = plugin;
  if (plugin.interactiveMode === 'Always') {
    throw failed(
      message(
        'The program “{command}”, which signs in to the cluster, wants to ask on a terminal. Run it there first.',
        { command },
      ),
    );
  }
  const { code, stdout, stderr } = await run(plugin, environmentOf(plugin, cluster, options), options.signal);
  if (code !== 0) throw stopped(command, lastLine(stderr) ?? `exit code ${code}`);
  return read(command, stdout);
}

interface Ended {
  readonly code: number | string;
  readonly stdout: string;
  readonly stderr: string;
}

function run(plugin: ExecPlugin, env: Record<string, string>, signal: AbortSignal): Promise<Ended> {
  const { command } = plugin;
  const limited = deadline(signal, deadlineMs);
  return new Promise((resolve, reject) => {
    const child = spawn(command, plugin.args, {
      cwd: plugin.directory,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
      signal: limited,
      killSignal: 'SIGKILL',
    });
    const stdout = collect(child.stdout, () => child.kill('SIGKILL'));
    const stderr = collect(child.stderr, () => child.kill('SIGKILL'));
    child.once('error', (error) => {
      if (signal.aborted) reject(error);
      else if (isTimeout(limited.reason))
        reject(
          failed(
            message('The program “{command}”, which signs in to the cluster, did not end within a minute.', {
              command,
            }),
          ),
        );
      else if ('code' in error && error.code === 'ENOENT') reject(missing(plugin, env));
      else reject(stopped(command, error.message));
    });
    child.once('close', (code, by) => resolve({ code: code ?? by ?? -1, stdout: stdout(), stderr: stderr() }));
  });
}

function collect(stream: NodeJS.ReadableStream, onFlood: () => void): () => string {
  const chunks: Buffer[] = [];
  let size = 0;
  stream.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size > maxOutputBytes) onFlood();
    else chunks.push(chunk);
  });
  return () => Buffer.concat(chunks).toString('utf8');
}

function environmentOf(plugin: ExecPlugin, cluster: KubeCluster, options: ExecOptions): Record<string, string> {
  const env: Record<string, string> = {};
  for (const [name, value] of Object.entries(options.environment)) if (value !== undefined) env[name] = value;
  const pathName = Object.keys(env).find((name) => name.toUpperCase() === 'PATH') ?? 'PATH';
  const path = [...options.extraPath, env[pathName] ?? ''].filter((part) => part !== '').join(delimiter);
  return {
    ...env,
    [pathName]: path,
    // Windows would run a program of that name out of the working folder.
    NoDefaultCurrentDirectoryInExePath: '1',
    ...plugin.env,
    KUBERNETES_EXEC_INFO: JSON.stringify({
      apiVersion: plugin.apiVersion,
      kind: 'ExecCredential',
      spec: { interactive: false, ...(plugin.provideClusterInfo ? { cluster: clusterInfo(cluster) } : {}) },
    }),
  };
}

function clusterInfo(cluster: KubeCluster): object {
  return {
    server: cluster.server,
    'tls-server-name': cluster.tlsServerName,
    'insecure-skip-tls-verify': cluster.skipTlsVerify || undefined,
    'certificate-authority-data': cluster.caData,
    'proxy-url': cluster.proxyUrl,
  };
}

/** What does not parse is never quoted: it may hold a token. */
function read(command: string, stdout: string): ExecCredential {
  const { data, success } = Credential.safeParse(parseJson(stdout));
  if (!success)
    throw failed(
      message('The program “{command}”, which signs in to the cluster, did not print credentials.', { command }),
    );
  const { token, clientCertificateData, clientKeyData, expirationTimestamp } = data.status;
  if (!token && !clientCertificateData)
    throw failed(
      message('The program “{command}”, which signs in to the cluster, printed neither a token nor a certificate.', {
        command,
      }),
    );
  const expiresAt = expirationTimestamp ? Date.parse(expirationTimestamp) : NaN;
  return {
    ...(token ? { token } : {}),
    ...(clientCertificateData ? { certificate: clientCertificateData } : {}),
    ...(clientKeyData ? { key: clientKeyData } : {}),
    ...(Number.isNaN(expiresAt) ? {} : { expiresAt }),
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // the caller says so without quoting the text
  }
}

function missing(plugin: ExecPlugin, env: Readonly<Record<string, string>>): ClusterError {
  const path = Object.entries(env).find(([name]) => name.toUpperCase() === 'PATH')?.[1] ?? '';
  return new ClusterError(
    'cluster/execMissing',
    'connection',
    'unauthorised',
    message('The kubeconfig signs in with the program “{command}”, which is not found. Searched: {path}. {hint}', {
      command: plugin.command,
      path: path.split(delimiter).join(', '),
      hint: plugin.installHint?.trim() ?? '',
    }),
  );
}

function stopped(command: string, reason: string): ClusterError {
  return failed(
    message('The program “{command}”, which signs in to the cluster, failed: {reason}.', { command, reason }),
  );
}

function failed(said: Message): ClusterError {
  return new ClusterError('cluster/execFailed', 'connection', 'unauthorised', said);
}

/** The last thing a program says is mostly why it failed. */
function lastLine(stderr: string): string | undefined {
  const line = stderr
    .split('\n')
    .map((text) => text.trim())
    .filter((text) => text !== '')
    .at(-1);
  return line === undefined ? undefined : redact(line).slice(0, 300).replace(/\.$/, '');
}
