import type { IncomingMessage } from 'node:http';
import pLimit from 'p-limit';
import type { Clock, Instant } from '../support/clock';
import { deadline } from '../support/deadline';
import { every, type Disposable } from '../support/disposable';
import type { Log } from '../support/log';
import { Backoff } from './connection/backoff';
import { Discovery } from './connection/discovery';
import { asClusterError, ClusterError, unknownOf, type RequestSubject } from './connection/failure';
import { Gate } from './connection/gate';
import { LineSplitter } from './connection/lines';
import type { Outgoing } from './connection/outgoing';
import { open, readBody } from './connection/request';
import type { Session } from './connection/session';
import { SignedIn } from './connection/signedIn';
import type { KubeContext } from './kubeconfig/types';
import type { ConnectionState } from './live';
import type { Timings } from './timings';

export interface ConnectionOptions {
  /** As the catalog calls it. */
  readonly cluster: string;
  /** Signs in; called again after a refusal, and when the kubeconfig changed. */
  readonly signIn: (signal: AbortSignal) => Promise<Session>;
  readonly clock: Clock;
  readonly random: () => number;
  readonly timings: Timings;
  readonly log: Log;
  /** The state changed. */
  readonly onChange: () => void;
}

const parallelLists = 4;
const maxAnswerBytes = 256 * 1024 * 1024;
const maxLineBytes = 16 * 1024 * 1024;

interface FetchOptions {
  readonly asked?: RequestSubject;
  readonly outgoing?: Outgoing;
  readonly signal?: AbortSignal;
}

/** A stream of lines that is being read. */
interface OpenStream {
  lastHeard: Instant;
  readonly end: AbortController;
}

/**
 * One API server, as one person: requests, streams, and how it stands. A failure of the connection closes the gate;
 * then one probe asks for all.
 */
export class Connection implements Disposable {
  readonly discovery: Discovery;
  private readonly ended = new AbortController();
  private readonly gate: Gate;
  private readonly limit = pLimit(parallelLists);
  private readonly streams = new Set<OpenStream>();
  private readonly watchdog: Disposable;
  private streamsTaken = 0;
  private readonly signedIn: SignedIn;
  private lastAnswer: Instant | undefined;
  /** The server answers, but with errors only. */
  private trouble: ClusterError | undefined;
  private lastLook: Instant;

  constructor(private readonly options: ConnectionOptions) {
    const { backoffBaseMs, backoffCapMs, idleMs } = options.timings;
    const backoff = new Backoff(backoffBaseMs, backoffCapMs, options.random);
    this.gate = new Gate(() => this.probe(), backoff, options.onChange, this.ended.signal);
    this.signedIn = new SignedIn(() => options.signIn(this.ended.signal), options.clock);
    this.discovery = new Discovery((path) => this.get(path), options.clock);
    this.lastLook = options.clock.now();
    this.watchdog = every(Math.min(5_000, idleMs / 4), () => this.look());
  }

  state(): ConnectionState {
    const failure = this.gate.failure ?? (this.streams.size === 0 ? this.trouble : undefined);
    if (this.lastAnswer === undefined) return failure ? unknownOf(failure) : { kind: 'connecting' };
    const observed = { at: this.lastAnswer, source: `cluster ${this.options.cluster}` };
    return failure ? { kind: 'stale', observed, cause: unknownOf(failure) } : { kind: 'live', observed };
  }

  get failure(): ClusterError | undefined {
    return this.gate.failure;
  }

  /**
   * A whole answer. While the cluster is known not to answer, it fails at once.
   *
   * @param path with its query
   * @throws ClusterError; the signal's reason when cancelled
   */
  get(path: string, options: { readonly asked?: RequestSubject; readonly signal?: AbortSignal } = {}): Promise<string> {
    return this.limit(async () => {
      this.ended.signal.throwIfAborted();
      options.signal?.throwIfAborted();
      if (this.gate.failure) throw this.gate.failure;
      return this.fetch(path, options);
    });
  }

  /**
   * A question that is no GET: of one's rights, or what the server would make of an object.
   *
   * @throws ClusterError; the signal's reason when cancelled
   */
  ask(path: string, outgoing: Outgoing, signal: AbortSignal): Promise<string> {
    return this.limit(() => this.fetch(path, { outgoing, signal }));
  }

  /**
   * Room for one stream, until it is given back; nothing where this cluster has as many as it may. One of the whole
   * cluster always has room: there is one a kind, and it stands for all the others of its kind.
   */
  takeStream(of: 'namespace' | 'cluster'): Disposable | undefined {
    if (of === 'namespace' && this.streamsTaken >= this.options.timings.maxStreams) return undefined;
    this.streamsTaken++;
    return {
      dispose: () => {
        this.streamsTaken--;
      },
    };
  }

  /** The lines of an answer that does not end by itself. Whatever ends it, network included, just ends the lines. */
  async stream(
    path: string,
    options: { readonly asked: RequestSubject; readonly signal: AbortSignal },
  ): Promise<AsyncIterable<readonly string[]>> {
    const { headersMs } = this.options.timings;
    const signal = AbortSignal.any([options.signal, this.ended.signal]);
    const response = await this.attempt(signal, (session) =>
      open(session, path, { signal, headersMs, asked: options.asked }),
    );
    return this.lines(response, options.signal);
  }

  /** Resolves when the cluster answers again; at once while it does. */
  opened(signal: AbortSignal): Promise<void> {
    return this.gate.opened(signal);
  }

  /** What it is signed in by; undefined while it is not. */
  context(): Promise<KubeContext | undefined> {
    return this.signedIn.context();
  }

  /** Ends all streams and signs in anew: the kubeconfig changed, the machine slept, or the person asked. */
  restart(): void {
    this.signedIn.retire();
    this.discovery.forget();
    this.endStreams();
    this.gate.retryNow();
  }

  dispose(): void {
    this.ended.abort();
    this.watchdog.dispose();
    this.endStreams();
    this.signedIn.dispose();
  }

  private async fetch(path: string, options: FetchOptions) {
    const { headersMs, answerMs } = this.options.timings;
    const ended = this.ended.signal;
    const cancelled = options.signal ? AbortSignal.any([options.signal, ended]) : ended;
    return this.attempt(cancelled, async (session) => {
      const signal = deadline(cancelled, answerMs);
      const response = await open(session, path, { ...options, signal, headersMs, compressed: true });
      return readBody(response, { limitBytes: maxAnswerBytes, signal, endpoint: session.endpoint });
    });
  }

  /** Sends, once more with new credentials where they were refused, and notes how the cluster stands. */
  private async attempt<T>(cancelled: AbortSignal, send: (session: Session) => Promise<T>): Promise<T> {
    try {
      const session = await this.signedIn.session();
      const result = await send(session).catch(async (error: unknown) => {
        const refused = error instanceof ClusterError && error.reason === 'unauthorised';
        if (!refused || !session.credentials.renewable) throw error;
        await this.signedIn.drop(session);
        return send(await this.signedIn.session());
      });
      this.answered();
      return result;
    } catch (error) {
      cancelled.throwIfAborted();
      throw this.failed(asClusterError(error));
    }
  }

  private answered(): void {
    const { clock, onChange } = this.options;
    const wasLive = this.state().kind === 'live';
    this.lastAnswer = clock.now();
    this.trouble = undefined;
    this.gate.open();
    if (!wasLive) onChange();
  }

  private failed(failure: ClusterError): ClusterError {
    if (this.ended.signal.aborted) return failure;
    if (failure.scope === 'connection') {
      if (failure.code !== this.gate.failure?.code) this.options.log.warn(`cluster ${this.options.cluster}`, failure);
      if (failure.reason === 'unauthorised') this.signedIn.retire();
      this.gate.close(failure);
    } else if (failure.code === 'cluster/server' || failure.reason === 'invalid') {
      this.gate.open();
      this.trouble = failure;
      this.options.onChange();
    } else {
      this.answered(); // a plain no is an answer
    }
    return failure;
  }

  /** `/api` is for every authenticated user, and for nobody else. */
  private async probe(): Promise<void> {
    await this.fetch('/api', {}).catch((error: unknown) => {
      if (!(error instanceof ClusterError) || error.scope === 'connection') throw error;
    });
  }

  private async *lines(response: IncomingMessage, signal: AbortSignal): AsyncGenerator<readonly string[]> {
    const stream: OpenStream = { lastHeard: this.options.clock.now(), end: new AbortController() };
    const ends = AbortSignal.any([signal, stream.end.signal]);
    const stop = () => response.destroy();
    ends.addEventListener('abort', stop, { once: true });
    if (ends.aborted) stop();
    this.streams.add(stream);
    try {
      const splitter = new LineSplitter(maxLineBytes);
      for await (const chunk of response as AsyncIterable<Buffer>) {
        stream.lastHeard = this.lastAnswer = this.options.clock.now();
        const lines = splitter.push(chunk);
        if (lines.length > 0) yield lines;
      }
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      if (!isBroken(error)) throw error;
    } finally {
      ends.removeEventListener('abort', stop);
      this.streams.delete(stream);
      response.destroy();
    }
  }

  /** Ends what is half-open. A clock that jumped means that the machine slept: then nothing is what it seems. */
  private look(): void {
    const { idleMs } = this.options.timings;
    const now = this.options.clock.now();
    const slept = now - this.lastLook > 2 * idleMs || now < this.lastLook;
    this.lastLook = now;
    for (const { lastHeard, end } of this.streams) if (slept || now - lastHeard > idleMs) end.abort();
  }

  private endStreams(): void {
    for (const { end } of this.streams) end.abort();
  }
}

/** A socket's end, as opposed to a mistake of ours. */
function isBroken(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return /^(E[A-Z]+|ERR_(STREAM|SSL|HTTP)\w*|HPE_\w+)$/.test(code);
}
