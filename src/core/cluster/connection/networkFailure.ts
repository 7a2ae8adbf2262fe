import { connect } from 'node:tls';
import { isTimeout } from '../../support/deadline';
import { reasonOf } from '../../support/errors';
import { message, type Message } from '../../support/message';
import { ClusterError } from './failure';

/** Where a connection goes: enough to look at the certificate that stands there. */
export interface Endpoint {
  /** Host and port, as people see it. */
  readonly host: string;
  readonly hostname: string;
  readonly port: number;
  readonly servername?: string | undefined;
  readonly proxied: boolean;
}

const untrusted = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'CERT_UNTRUSTED',
  'CERT_SIGNATURE_FAILURE',
]);

const issuerDeadlineMs = 3_000;

/** A failure below HTTP as one plain sentence: name, port, time, certificate, proxy. */
export async function networkFailure(error: unknown, endpoint: Endpoint): Promise<ClusterError> {
  const code = codeOf(error);
  if (untrusted.has(code)) {
    const issuer = endpoint.proxied ? undefined : await readIssuer(endpoint);
    return ClusterError.untrustedCertificate(endpoint.host, issuer, error);
  }
  return ClusterError.unreachable(sentence(endpoint.host, error, code), error);
}

function sentence(host: string, error: unknown, code: string): Message {
  if (isTimeout(error)) return message('{host} cannot be reached: it did not answer in time.', { host });
  switch (code) {
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return message('{host} cannot be reached: its name is not known here. Check the network, or the VPN.', { host });
    case 'ECONNREFUSED':
      return message('{host} cannot be reached: nothing listens there.', { host });
    case 'ECONNRESET':
    case 'EPIPE':
      return message('{host} cannot be reached: the connection broke off.', { host });
    case 'ETIMEDOUT':
    case 'ENETUNREACH':
    case 'EHOSTUNREACH':
      return message('{host} cannot be reached: no way leads there. Check the network, or the VPN.', { host });
    case 'CERT_HAS_EXPIRED':
      return message('{host} cannot be trusted: its certificate has expired.', { host });
    case 'CERT_NOT_YET_VALID':
      return message('{host} cannot be trusted: its certificate is not valid yet. Check the clock.', { host });
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return message(
        '{host} cannot be trusted: its certificate is for another name. Set tls-server-name in the kubeconfig.',
        { host },
      );
    default:
      return message('{host} cannot be reached: {reason}.', { host, reason: reasonOf(error) });
  }
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return '';
  if ('code' in error && typeof error.code === 'string') return error.code;
  return error.cause === undefined ? '' : codeOf(error.cause);
}

/** Asks for the certificate that is not trusted, to name its issuer. Nothing is sent over this connection. */
function readIssuer({ hostname, port, servername }: Endpoint): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = connect({
      host: hostname,
      port,
      rejectUnauthorized: false,
      ...(servername === undefined ? {} : { servername }),
      timeout: issuerDeadlineMs,
    });
    const done = (issuer?: string) => {
      socket.destroy();
      resolve(issuer);
    };
    socket.once('secureConnect', () => {
      const { CN, O } = socket.getPeerCertificate().issuer;
      done([CN ?? O].flat()[0]);
    });
    socket.once('timeout', () => done());
    socket.once('error', () => done());
  });
}
