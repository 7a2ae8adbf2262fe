import { isAbort } from '../../support/errors';
import { networkFailure } from '../../support/http/failure';
import { locationOf } from '../../support/http/redirect';
import { message, type Message } from '../../support/message';
import { factsVersion } from '../facts/fact';
import type { RelayAddress } from './address';
import { FrameReader } from './frames';
import { saidBy, type Said } from './said';

export interface Connecting {
  readonly address: RelayAddress;
  readonly wanted: readonly string[];
  /** Branches of which facts are wanted; none: no facts are. */
  readonly branches: readonly string[];
  readonly place: string | undefined;
  readonly token: string;
}

/** What a connection tells of itself. After `broke` it tells nothing. */
export interface Listener {
  opened(): void;
  heard(said: readonly Said[], place: string | undefined): void;
  broke(why: Message, askedMs?: number): void;
}

/** Refusals that time alone does not mend are tried again so seldom, in milliseconds. */
const lastingMs = 5 * 60_000;
/** How much of a stream is read at once and in a second: in frames, a kilobyte counting as one. */
const burst = 4_000;
const rate = 1_000;

/**
 * Follows one stream until it ends, breaks, or the signal aborts. The token goes to the address alone: no redirect is followed.
 * Whoever sends more than anybody reads is read slowly, and holds up nobody but themselves.
 */
export async function follow(asked: Connecting, listener: Listener, signal: AbortSignal): Promise<void> {
  // What refuses it would quote it.
  if (!/^[\x21-\x7e]+$/.test(asked.token)) {
    listener.broke(message('The token has characters that no token has.'), lastingMs);
    return;
  }
  try {
    const response = await request(asked, signal);
    const refused = refusal(asked.address, response);
    if (refused || !response.body) {
      await response.body?.cancel();
      listener.broke(refused?.why ?? noStream, refused?.askedMs);
      return;
    }
    listener.opened();
    await read(response.body, listener, signal);
    if (!signal.aborted) listener.broke(message('It broke the stream off.'));
  } catch (error) {
    if (signal.aborted || isAbort(error)) return;
    listener.broke(reasonOf(asked.address, error));
  }
}

function request({ address, wanted, branches, place, token }: Connecting, signal: AbortSignal): Promise<Response> {
  return fetch(address.events, {
    method: 'POST',
    headers: {
      accept: 'text/event-stream',
      authorization: `Bearer ${token}`,
      'cache-control': 'no-cache',
      'content-type': 'application/json',
      'user-agent': 'branchline',
      ...(place === undefined ? {} : { 'last-event-id': place }),
    },
    body: JSON.stringify({
      repositories: wanted,
      ...(branches.length > 0 ? { facts: { version: factsVersion, branches } } : {}),
    }),
    redirect: 'manual',
    signal,
  });
}

const noStream = message('It answers, but not with a stream of events.');

function refusal(
  { host }: RelayAddress,
  response: Response,
): { readonly why: Message; readonly askedMs?: number } | undefined {
  const { status, headers } = response;
  if (status === 200) {
    return /^text\/event-stream\b/i.test(headers.get('content-type') ?? '')
      ? undefined
      : { why: noStream, askedMs: lastingMs };
  }
  if (locationOf(response) !== null)
    return {
      why: message('{host} sends requests elsewhere: a token does not follow.', { host }),
      askedMs: lastingMs,
    };
  switch (status) {
    case 401:
    case 403:
      return { why: message('It refuses the token ({status}).', { status }), askedMs: lastingMs };
    case 404:
      return { why: message('It does not know this forge, or there is no relay.'), askedMs: lastingMs };
    case 429:
    case 503:
      return { why: message('It has too much to do ({status}).', { status }), askedMs: retryAfterMs(headers) };
    default:
      return status < 500
        ? { why: message('It refuses what is asked ({status}).', { status }), askedMs: lastingMs }
        : { why: message('It failed ({status}).', { status }) };
  }
}

/** Seconds alone: a date would be of another clock. */
function retryAfterMs(headers: Headers): number {
  const seconds = Number(headers.get('retry-after') ?? 0);
  return Number.isFinite(seconds) ? seconds * 1_000 : 0;
}

async function read(body: ReadableStream<Uint8Array>, listener: Listener, signal: AbortSignal): Promise<void> {
  const frames = new FrameReader();
  const reader = body.getReader();
  let credit = burst;
  let countedAt = performance.now();
  try {
    for (;;) {
      const { value } = (await reader.read()) as { value?: Uint8Array };
      if (!value || signal.aborted) return;
      const read = frames.read(value);
      listener.heard(read.frames.map(saidBy), read.place);
      const now = performance.now();
      credit = Math.min(burst, credit + ((now - countedAt) * rate) / 1_000) - read.frames.length - value.length / 1_000;
      countedAt = now;
      if (credit < 0) await pause((-credit * 1_000) / rate, signal);
    }
  } finally {
    await reader.cancel().catch(() => undefined); // it has ended, in whatever way
  }
}

/** Unlike `delay` it ends, and does not fail, where nobody wants it any more. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener('abort', end, { once: true });
    if (signal.aborted) end();
  });
}

function reasonOf({ host }: RelayAddress, error: unknown): Message {
  if (error instanceof RangeError) return message('It said something that no relay says.');
  const failure = networkFailure(host, error);
  switch (failure.kind) {
    case 'tls':
      return message('The certificate of {host} is not trusted ({code}).', { host, code: failure.code });
    case 'proxy':
      return message('A proxy on the way to {host} refuses the connection.', { host });
    case 'unreachable':
      return failure.said;
  }
}
