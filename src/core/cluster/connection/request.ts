import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { deadline, isTimeout } from '../../support/deadline';
import { isAbort } from '../../support/errors';
import { numberAt, stringAt } from '../json';
import { ClusterError, type RequestSubject } from './failure';
import { orAborted } from '../../support/orAborted';
import { wireOf, type Outgoing } from './outgoing';
import { networkFailure, type Endpoint } from './networkFailure';
import type { Session } from './session';

export interface RequestOptions {
  readonly signal: AbortSignal;
  /** Until the head of the answer is there: name, connection, TLS and the server's thinking. */
  readonly headersMs: number;
  /** In RBAC's words, for what is said on 403. */
  readonly asked?: RequestSubject | undefined;
  readonly compressed?: boolean;
  /** In place of a GET. */
  readonly outgoing?: Outgoing | undefined;
}

/** How much of an error's text is looked at. */
const maxStatusBytes = 64 * 1024;

/**
 * Sends a GET (or one of the few questions that are none) and waits for the head of the answer. Any answer but success is an error; its body is never shown.
 *
 * @param path with its query, below the server's address
 * @throws ClusterError; the signal's reason when cancelled
 */
export async function open(session: Session, path: string, options: RequestOptions): Promise<IncomingMessage> {
  const response = await answer(session, path, options, { retry: true });
  const isDone = response.statusCode === 200 || (options.outgoing !== undefined && response.statusCode === 201);
  if (isDone && isExpected(response, path)) return response;
  throw await refusal(session.endpoint, path, response, options.asked);
}

/**
 * The whole body as text.
 *
 * @param limitBytes of the unpacked body
 * @throws ClusterError where it is too large or breaks off; the signal's reason when cancelled
 */
export async function readBody(
  response: IncomingMessage,
  limits: { readonly limitBytes: number; readonly signal: AbortSignal; readonly endpoint: Endpoint },
): Promise<string> {
  const packed = response.headers['content-encoding'] === 'gzip';
  // Errors of either end surface on the unpacked stream.
  const body = packed ? pipeline(response, createGunzip(), () => undefined) : response;
  const stop = () => body.destroy(limits.signal.reason as Error);
  limits.signal.addEventListener('abort', stop, { once: true });
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    limits.signal.throwIfAborted();
    for await (const chunk of body as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > limits.limitBytes) throw ClusterError.tooLarge(limits.endpoint.host, limits.limitBytes);
      chunks.push(chunk);
    }
    return Buffer.concat(chunks).toString('utf8');
  } catch (error) {
    if (error instanceof ClusterError || isAbort(error)) throw error;
    throw await networkFailure(error, limits.endpoint);
  } finally {
    limits.signal.removeEventListener('abort', stop);
  }
}

async function answer(
  session: Session,
  path: string,
  options: RequestOptions,
  { retry }: { readonly retry: boolean },
): Promise<IncomingMessage> {
  const limited = deadline(options.signal, options.headersMs);
  const authorised = await orAborted(session.authorised(), limited).catch(async (error: unknown) => {
    throw isTimeout(error) ? await networkFailure(error, session.endpoint) : error;
  });
  const { error, reused, response } = await send(session.base, path, authorised, limited, options);
  if (response) return response;
  if (options.signal.aborted && !isTimeout(options.signal.reason)) throw options.signal.reason;
  // The server may have closed a kept socket just as we took it: that says nothing about the server.
  if (reused && retry) return answer(session, path, options, { retry: false });
  throw await networkFailure(limited.aborted ? limited.reason : error, session.endpoint);
}

interface Sent {
  readonly response?: IncomingMessage;
  readonly error?: unknown;
  readonly reused: boolean;
}

function send(
  base: URL,
  path: string,
  authorised: https.RequestOptions,
  signal: AbortSignal,
  { compressed = false, outgoing }: Pick<RequestOptions, 'compressed' | 'outgoing'>,
): Promise<Sent> {
  const { method, headers, body } = wireOf(path, outgoing);
  return new Promise((resolve) => {
    const request = (base.protocol === 'https:' ? https : http).request({
      ...authorised,
      protocol: base.protocol,
      hostname: base.hostname.replace(/^\[|\]$/g, ''),
      port: base.port,
      path: base.pathname.replace(/(?<!\/)\/+$/, '') + path,
      method,
      headers: {
        ...(authorised.headers as http.OutgoingHttpHeaders),
        Accept: 'application/json',
        'User-Agent': 'branchline',
        ...headers,
        ...(compressed ? { 'Accept-Encoding': 'gzip' } : {}),
      },
    });
    const stop = () => request.destroy(signal.reason as Error);
    const settle = (sent: Sent) => {
      signal.removeEventListener('abort', stop);
      resolve(sent);
    };
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
    request.once('response', (response) => settle({ response, reused: request.reusedSocket }));
    // Also heard after the answer's head, when the socket breaks: the body's reader has the error then.
    request.on('error', (error) => settle({ error, reused: request.reusedSocket }));
    request.end(body);
  });
}

const asText = /^\/(?:openapi\/v3$|api\/v1\/namespaces\/[^/]+\/pods\/[^/]+\/log\?)/;

/** A page of a proxy is not taken for an answer. The index of schemas is JSON that API servers send as plain text, and logs are plain text. */
function isExpected(response: IncomingMessage, path: string): boolean {
  const type = response.headers['content-type'] ?? '';
  return /^application\/(json|[\w.+-]*json)\b/.test(type) || (asText.test(path) && type.startsWith('text/plain'));
}

async function refusal(
  endpoint: Endpoint,
  path: string,
  response: IncomingMessage,
  asked: RequestSubject | undefined,
): Promise<ClusterError> {
  const { host } = endpoint;
  const status = response.statusCode ?? 0;
  const body = await statusOf(endpoint, response);
  const said = stringAt(body, 'message');
  // What a server says about Secrets may quote them (docs/drift.md, "Secrets").
  const cause = said === undefined || asked?.resource === 'secrets' ? undefined : new Error(said.slice(0, 500));
  if (status === 401) return ClusterError.unauthorised(host, cause);
  if (status === 403) {
    // An anonymous caller is one whose credentials were not looked at.
    if (said?.includes('"system:anonymous"')) return ClusterError.unauthorised(host, cause);
    return ClusterError.forbidden(asked ?? { verb: 'get', resource: path.split('?')[0] ?? path }, cause);
  }
  if (status === 404) return ClusterError.notFound(path.split('?')[0] ?? path);
  if (status === 410) return ClusterError.gone();
  if (status < 400) return ClusterError.notKubernetes(host);
  const retryAfterMs = retryAfter(response, body);
  return ClusterError.server(host, status, { cause, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) });
}

async function statusOf(endpoint: Endpoint, response: IncomingMessage): Promise<unknown> {
  try {
    const signal = AbortSignal.timeout(5_000);
    const text = await readBody(response, { limitBytes: maxStatusBytes, signal, endpoint });
    return JSON.parse(text);
  } catch {
    return undefined; // a proxy's page, or a broken answer: the status code says enough
  }
}

function retryAfter(response: IncomingMessage, body: unknown): number | undefined {
  const header = Number(response.headers['retry-after']);
  const seconds = Number.isFinite(header) ? header : numberAt(body, 'details', 'retryAfterSeconds');
  return seconds === undefined ? undefined : seconds * 1000;
}
