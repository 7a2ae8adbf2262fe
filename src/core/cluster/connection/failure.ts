import { BranchlineError, isAbort, type ErrorOptions } from '../../support/errors';
import { message, type Message } from '../../support/message';
import type { Unknown } from '../../support/observation';
import { KubeconfigError } from '../kubeconfig/errors';

type Reason = Unknown['reason'];

interface FailureOptions extends ErrorOptions {
  readonly status?: number;
  /** The server asked to be left alone for that long. */
  readonly retryAfterMs?: number;
}

/** What was asked for, in the words of RBAC. */
export interface RequestSubject {
  readonly verb: 'get' | 'list' | 'watch';
  readonly resource: string;
  readonly namespace?: string | undefined;
}

/**
 * A cluster did not answer, or not with what was asked for. `scope` says whom it concerns: a failure of the
 * `connection` all kinds alike, one of the `request` that kind in that namespace alone.
 */
export class ClusterError extends BranchlineError {
  readonly status: number | undefined;
  readonly retryAfterMs: number | undefined;

  constructor(
    code: string,
    readonly scope: 'connection' | 'request',
    readonly reason: Reason,
    said: Message,
    options: FailureOptions = {},
  ) {
    super(code, said, options);
    this.status = options.status;
    this.retryAfterMs = options.retryAfterMs;
  }

  static unreachable(said: Message, cause: unknown): ClusterError {
    return new ClusterError('cluster/unreachable', 'connection', 'unreachable', said, { cause });
  }

  static untrustedCertificate(host: string, issuer: string | undefined, cause: unknown): ClusterError {
    const said =
      issuer === undefined
        ? message(
            '{host} shows a certificate that is not trusted. Add its authority to the kubeconfig (certificate-authority-data).',
            { host },
          )
        : message(
            '{host} shows a certificate issued by “{issuer}”, which is not trusted. Add that authority to the kubeconfig (certificate-authority-data).',
            { host, issuer },
          );
    return new ClusterError('cluster/certificate', 'connection', 'unreachable', said, { cause });
  }

  static unauthorised(host: string, cause?: unknown): ClusterError {
    return new ClusterError(
      'cluster/unauthorised',
      'connection',
      'unauthorised',
      message('{host} does not accept the credentials of the kubeconfig (401). Sign in to the cluster again.', {
        host,
      }),
      { status: 401, cause },
    );
  }

  static forbidden({ verb, resource, namespace }: RequestSubject, cause?: unknown): ClusterError {
    const said =
      namespace === undefined
        ? message('You may not {verb} {resource} in this cluster (403).', { verb, resource })
        : message('You may not {verb} {resource} in namespace {namespace} (403).', { verb, resource, namespace });
    return new ClusterError('cluster/forbidden', 'request', 'forbidden', said, { status: 403, cause });
  }

  static noSuchKind(kind: string, apiVersion: string): ClusterError {
    return new ClusterError(
      'cluster/noSuchKind',
      'request',
      'missing',
      message('The cluster does not know {kind} in {apiVersion}.', { kind, apiVersion }),
      { status: 404 },
    );
  }

  static notFound(path: string): ClusterError {
    return new ClusterError(
      'cluster/notFound',
      'request',
      'missing',
      message('The cluster has no {path} (404).', { path }),
      { status: 404 },
    );
  }

  /** The version that a list or watch was to continue from is forgotten: list anew. */
  static gone(): ClusterError {
    return new ClusterError(
      'cluster/gone',
      'request',
      'pending',
      message('The cluster has forgotten that version (410); reading anew.'),
      { status: 410 },
    );
  }

  static server(host: string, status: number, options: FailureOptions): ClusterError {
    return new ClusterError(
      'cluster/server',
      'request',
      'unreachable',
      message('{host} answers with an error ({status}).', { host, status }),
      { ...options, status },
    );
  }

  static notKubernetes(host: string, cause?: unknown): ClusterError {
    return new ClusterError(
      'cluster/notKubernetes',
      'request',
      'invalid',
      message('{host} answers, but not as a Kubernetes API server does.', { host }),
      { cause },
    );
  }

  static tooLarge(host: string, limitBytes: number): ClusterError {
    return new ClusterError(
      'cluster/tooLarge',
      'request',
      'invalid',
      message('{host} sent an answer larger than {megabytes} MB.', {
        host,
        megabytes: Math.round(limitBytes / 2 ** 20),
      }),
    );
  }
}

/** Any failure as one of the family; cancellation is left as it is. */
export function asClusterError(error: unknown): ClusterError {
  if (error instanceof ClusterError) return error;
  if (error instanceof KubeconfigError) {
    const reason: Reason = error.code === 'kubeconfig/invalid' ? 'invalid' : 'notConfigured';
    return new ClusterError(error.code, 'connection', reason, error.said, {
      cause: error.cause,
      ...(error.remedy ? { remedy: error.remedy } : {}),
    });
  }
  if (isAbort(error)) throw error;
  return new ClusterError(
    'cluster/invalid',
    'request',
    'invalid',
    message('The cluster answered something that cannot be read.'),
    { cause: error },
  );
}

export function unknownOf(error: ClusterError): Unknown {
  return { kind: 'unknown', reason: error.reason, said: error.said };
}
