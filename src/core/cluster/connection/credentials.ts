import { isAbort } from '../../support/errors';
import { message } from '../../support/message';
import { readBounded } from '../../support/readBounded';
import type { KubeContext, KubeUser } from '../kubeconfig/types';
import { runExecPlugin, type ExecOptions } from './execPlugin';
import { ClusterError } from './failure';

/** What a request is signed with, read from files and plugins. Held in memory only. */
export interface Credentials {
  readonly token?: string;
  /** PEM in base64, as client-node takes it. */
  readonly certificate?: string;
  readonly key?: string;
  /** When to ask again, milliseconds since the epoch; absent where it holds until refused. */
  readonly renewAt?: number;
  /** Asking again may bring others: worth one more try after a refusal. */
  readonly renewable: boolean;
}

export interface CredentialOptions extends ExecOptions {
  /** Whether programs that the kubeconfig names may run. */
  readonly trusted: boolean;
  readonly now: number;
}

/** Tokens in files are rotated below us. Source: client-go reads them anew every minute. */
const tokenFileLifeMs = 60_000;
/** Far beyond any chain of certificates. */
const maxFileBytes = 8_000_000;
/** A token that is about to expire is not worth sending. */
const expiryMarginMs = 30_000;

/** @throws ClusterError of the connection where a file is missing or a plugin gives nothing */
export async function resolveCredentials(context: KubeContext, options: CredentialOptions): Promise<Credentials> {
  const { user } = context;
  if (user.exec) return fromPlugin(context, options);
  if (user.authProvider && user.authProvider.name !== 'oidc') throw removedProvider(user.authProvider.name);
  const [token, certificate, key] = await Promise.all([
    tokenOf(user, options.signal),
    dataOf(user.certData, user.certFile, options.signal),
    dataOf(user.keyData, user.keyFile, options.signal),
  ]);
  return {
    renewable: user.tokenFile !== undefined || user.certFile !== undefined || user.authProvider !== undefined,
    ...(token === undefined ? {} : { token }),
    ...(certificate === undefined ? {} : { certificate }),
    ...(key === undefined ? {} : { key }),
    ...(user.tokenFile === undefined ? {} : { renewAt: options.now + tokenFileLifeMs }),
  };
}

/** Base64 of a PEM that stands in the kubeconfig, or in a file that it names. */
export async function dataOf(
  data: string | undefined,
  file: string | undefined,
  signal: AbortSignal,
): Promise<string | undefined> {
  if (data !== undefined) return data;
  if (file === undefined) return undefined;
  return (await readNamed(file, signal)).toString('base64');
}

async function fromPlugin({ user, cluster }: KubeContext, options: CredentialOptions): Promise<Credentials> {
  if (!user.exec) return { renewable: false };
  if (!options.trusted) {
    throw new ClusterError(
      'cluster/untrusted',
      'connection',
      'unauthorised',
      message(
        'The kubeconfig signs in with the program “{command}”, which does not run in a workspace that is not trusted.',
        { command: user.exec.command },
      ),
      { remedy: { title: message('Manage workspace trust'), command: 'workbench.trust.manage' } },
    );
  }
  const { token, certificate, key, expiresAt } = await runExecPlugin(user.exec, cluster, options);
  return {
    renewable: true,
    ...(token === undefined ? {} : { token }),
    ...(certificate === undefined ? {} : { certificate: toBase64(certificate) }),
    ...(key === undefined ? {} : { key: toBase64(key) }),
    ...(expiresAt === undefined ? {} : { renewAt: expiresAt - expiryMarginMs }),
  };
}

async function tokenOf(user: KubeUser, signal: AbortSignal): Promise<string | undefined> {
  if (user.tokenFile === undefined) return user.token;
  return (await readNamed(user.tokenFile, signal)).toString('utf8').trim();
}

async function readNamed(file: string, signal: AbortSignal): Promise<Buffer> {
  try {
    return await readBounded(file, maxFileBytes, signal);
  } catch (error) {
    if (isAbort(error)) throw error;
    throw new ClusterError(
      'kubeconfig/unreadable',
      'connection',
      'unauthorised',
      message('The kubeconfig names the file {file}, which cannot be read.', { file }),
      { cause: error },
    );
  }
}

function removedProvider(provider: string): ClusterError {
  return new ClusterError(
    'cluster/removedProvider',
    'connection',
    'unauthorised',
    message(
      'The kubeconfig signs in by the provider “{provider}”, which Kubernetes has removed. Write it anew with the tool of your cloud.',
      { provider },
    ),
  );
}

function toBase64(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64');
}
