import { delimiter } from 'node:path';
import * as z from 'zod';
import { deadline, isTimeout } from '../../support/deadline';
import { message, type Message } from '../../support/message';
import { reasonOf } from '../../support/errors';
import { redact } from '../../support/redact';
import { runProgram } from '../../support/runProgram';
import type { ExecPlugin, KubeCluster } from '../kubeconfig/types';
import { ClusterError } from './failure';
import type { Environment } from './proxy';
import { jsonIn } from '../../support/jsonIn';

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
  return read(command, await run(plugin, environmentOf(plugin, cluster, options), options.signal));
}

async function run(plugin: ExecPlugin, env: Record<string, string>, signal: AbortSignal): Promise<string> {
  const { command, args, directory } = plugin;
  const limited = deadline(signal, deadlineMs);
  try {
    const options = { cwd: directory, env, signal: limited, maxBytes: maxOutputBytes, mayLeaveChildren: true };
    const outcome = await runProgram(command, args, options);
    if (outcome.kind === 'printed') return outcome.text;
    throw stopped(
      command,
      outcome.kind === 'failed' ? (lastLine(outcome.stderr) ?? `exit code ${outcome.code}`) : 'SIGKILL',
    );
  } catch (error) {
    if (signal.aborted || error instanceof ClusterError) throw error;
    if (isTimeout(limited.reason)) {
      throw failed(
        message('The program “{command}”, which signs in to the cluster, did not end within a minute.', { command }),
      );
    }
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    throw isMissing ? missing(plugin, env) : stopped(command, reasonOf(error));
  }
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
  const { data, success } = Credential.safeParse(jsonIn(stdout));
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
