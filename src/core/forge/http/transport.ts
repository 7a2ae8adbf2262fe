import { orAborted } from '../../support/orAborted';
import pLimit, { type LimitFunction } from 'p-limit';
import { systemClock, type Clock } from '../../support/clock';
import { deadline, delay, isTimeout } from '../../support/deadline';
import { silentLog, type Log } from '../../support/log';
import { ForgeError } from '../errors';
import { tailOf, type LogTail } from '../runs/logTail';
import { markOf, type Token, type TokenSource } from '../tokens';
import type { ForgeIdentity } from '../types';
import { parseBody, readBody } from './body';
import { classify, type Intent, type Refusal } from './classify';
import { Etags } from './etags';
import { classifyFailure } from './failure';
import { Pace, type Budget } from '../../support/http/pace';
import { locationOf, maxRedirects } from '../../support/http/redirect';

export interface TransportOptions {
  readonly identity: ForgeIdentity;
  readonly tokens: TokenSource;
  /** The headers that a token is said in. */
  readonly authorise: (token: Token) => Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** Whether an answer that is no refusal asks to sign in all the same, with a page for people. */
  readonly asksToSignIn?: (response: Response) => boolean;
  /** What a refusal means where the forge has a word of its own for it; nothing: what it means with all. */
  readonly refusalOf?: (refusal: Refusal) => ForgeError | undefined;
  readonly log?: Log;
  readonly clock?: Clock;
  /** Pause between two writes; GitHub asks for a second. */
  readonly writeGapMs?: number;
  readonly timeoutMs?: number;
  readonly maxBytes?: number;
  /** Background reads at a time. */
  readonly parallel?: number;
  readonly fetch?: typeof fetch;
}

/** What whoever makes a client says of it; the rest is the forge's own. */
export type ClientOptions = Omit<TransportOptions, 'authorise' | 'headers' | 'asksToSignIn' | 'refusalOf'>;

/** A token in the `Authorization` header, after the word that the forge wants there. */
export function authorization(scheme: 'token' | 'Bearer'): TransportOptions['authorise'] {
  return ({ value }) => ({ authorization: `${scheme} ${value}` });
}

export interface Request {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  /** Below the API's base; or a whole address of the same origin. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | undefined>> | undefined;
  readonly body?: unknown;
  /** What the body is said to be, where that is not JSON and no more. */
  readonly contentType?: string;
  readonly intent: Intent;
  /** What is asked for, in people's words, for errors: `gitops/cart`. */
  readonly subject: string;
  /** A read that a person waits for does not queue behind a sweep. Default: background. */
  readonly lane?: 'background' | 'action';
  /** What the answer has to be, where that is not JSON. */
  readonly accept?: string;
}

/** A response that leads nowhere else, and what it is one to. */
interface Answered {
  readonly request: Request;
  readonly url: URL;
  readonly token: Token | undefined;
  readonly known: ReturnType<Etags['get']>;
  readonly response: Response;
}

/** What is sent, and what becomes of its answer. */
interface Sent<T> extends Pick<Answered, 'request' | 'url' | 'token'> {
  readonly conclude: (answered: Answered) => Promise<T>;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** Parsed JSON; `undefined` where the answer has no body. Shared with the cache: never changed. */
  readonly body: unknown;
}

/**
 * One host's API over the global `fetch`: token, deadline, bounds, conditional requests, pace and one classifier of
 * errors, so that a client only says what it asks for. Nothing is retried here.
 */
export class Transport {
  private readonly clock: Clock;
  private readonly log: Log;
  private readonly pace: Pace;
  private readonly etags = new Etags();
  private readonly background: LimitFunction;
  private readonly action = pLimit(2);
  private readonly writing = pLimit(1);
  private lastWriteAt = 0;

  constructor(private readonly options: TransportOptions) {
    this.clock = options.clock ?? systemClock;
    this.log = options.log ?? silentLog;
    this.pace = new Pace(this.clock);
    this.background = pLimit(options.parallel ?? 4);
  }

  get host(): string {
    return this.options.identity.host;
  }

  get apiBase(): string {
    return this.options.identity.apiBase;
  }

  /** What the forge last said about its limit, for whoever decides how often to ask. */
  get budget(): Budget | undefined {
    return this.pace.budget;
  }

  /** For a refusal that came as a good answer (GraphQL): pauses the host. */
  slowDown(headers: Headers): ForgeError {
    return ForgeError.rateLimited(this.host, this.pace.refused(headers));
  }

  /** Whether what is sent bears a token. @throws the signal's reason when the caller cancels */
  async hasToken(signal: AbortSignal): Promise<boolean> {
    return (await this.options.tokens.token(this.host, signal)) !== undefined;
  }

  /** Tells who asks from others: what one account may see and do is not another's. */
  async who(signal: AbortSignal): Promise<string> {
    return markOf(await this.options.tokens.token(this.host, signal));
  }

  /** @throws ForgeError; the signal's reason when the caller cancels */
  send(request: Request, signal: AbortSignal): Promise<Answer> {
    return this.queued(request, signal, (answered) => this.conclude(answered));
  }

  /** Reads a text for people, of which only the end is kept, and nothing for a next time. @throws as `send` */
  tail(request: Request, signal: AbortSignal): Promise<LogTail> {
    return this.queued(request, signal, async (answered) => {
      const { url, response } = answered;
      const { status, headers } = response;
      if (status < 200 || status > 299) await this.conclude(answered);
      this.pace.accepted();
      if (!/^text\/html\b/i.test(headers.get('content-type') ?? '')) return tailOf(response);
      await response.body?.cancel();
      throw ForgeError.html(this.host, url.pathname);
    });
  }

  private async queued<T>(request: Request, signal: AbortSignal, conclude: Sent<T>['conclude']): Promise<T> {
    signal.throwIfAborted();
    const paused = this.pace.paused;
    if (paused !== undefined) throw ForgeError.rateLimited(this.host, paused);
    const token = await this.options.tokens.token(this.host, signal);
    signal.throwIfAborted();
    const url = this.urlOf(request);
    const sent = { request, url, token, conclude };
    const read = request.lane === 'action' ? this.action : this.background;
    const queued =
      request.intent === 'read'
        ? read(() => this.exchange(sent, signal))
        : this.writing(() => this.write(sent, signal));
    return orAborted(queued, signal); // whoever cancels does not wait for the queue
  }

  private async write<T>(sent: Sent<T>, signal: AbortSignal): Promise<T> {
    const gapMs = this.lastWriteAt + (this.options.writeGapMs ?? 0) - this.clock.now();
    if (gapMs > 0) await delay(gapMs, signal);
    try {
      return await this.exchange(sent, signal);
    } finally {
      this.lastWriteAt = this.clock.now();
    }
  }

  /** One request with its redirects, within one deadline that starts only now, not in the queue. */
  private async exchange<T>(sent: Sent<T>, signal: AbortSignal): Promise<T> {
    const { request, url } = sent;
    signal.throwIfAborted();
    const timeoutMs = this.options.timeoutMs ?? 30_000;
    const limited = deadline(signal, timeoutMs);
    const startedAt = this.clock.now();
    const line = `${request.method} ${url.pathname}${url.search}`;
    try {
      let status = 0;
      const conclude = (answered: Answered) => {
        status = answered.response.status;
        return sent.conclude(answered);
      };
      const answer = await this.follow({ ...sent, conclude }, limited);
      this.log.debug(`${this.host} ${line} ${status} ${this.clock.now() - startedAt} ms`);
      return answer;
    } catch (error) {
      const shown: unknown = signal.aborted
        ? signal.reason
        : error instanceof ForgeError
          ? error
          : this.failure(error, timeoutMs);
      this.log.debug(`${this.host} ${line} ${this.clock.now() - startedAt} ms`, shown);
      throw shown;
    }
  }

  private failure(error: unknown, timeoutMs: number): ForgeError {
    return isTimeout(error) ? ForgeError.timeout(this.host, timeoutMs) : classifyFailure(this.host, error);
  }

  private async follow<T>({ request, url, token, conclude }: Sent<T>, signal: AbortSignal): Promise<T> {
    let target = url;
    for (let hop = 0; hop <= maxRedirects; hop++) {
      // A token is meant for one origin: it does not follow elsewhere.
      const carried = target.origin === url.origin ? token : undefined;
      const known = request.method === 'GET' ? this.etags.get(target.href, carried) : undefined;
      const response = await (this.options.fetch ?? fetch)(target.href, {
        method: request.method,
        headers: this.headers(request, carried, known?.etag),
        ...(request.body !== undefined && { body: JSON.stringify(request.body) }),
        redirect: 'manual',
        signal,
      });
      this.pace.note(response.headers);
      if (this.options.asksToSignIn?.(response) === true) {
        await response.body?.cancel();
        throw ForgeError.unauthorised(this.host, carried ? 'refused' : 'none');
      }
      const location = locationOf(response);
      if (location === null) return conclude({ request, url: target, token: carried, known, response });
      await response.body?.cancel();
      target = this.redirected(request, response.status, target, location);
    }
    throw ForgeError.redirected(this.host, target.host);
  }

  private redirected(request: Request, status: number, from: URL, location: string): URL {
    const to = URL.parse(location, from.href);
    const downgraded = from.protocol === 'https:' && to?.protocol !== 'https:';
    const writeAway = request.method !== 'GET' && (to?.origin !== from.origin || (status !== 307 && status !== 308));
    if (writeAway && to?.origin === from.origin) {
      throw ForgeError.moved(this.host, request.subject, repositoryAt(to.pathname));
    }
    if (!to || !/^https?:$/.test(to.protocol) || downgraded || writeAway) {
      throw ForgeError.redirected(this.host, to?.host ?? location);
    }
    return to;
  }

  private async conclude({ request, url, token, known, response }: Answered): Promise<Answer> {
    const { status, headers } = response;
    if (status === 304 && known) {
      this.pace.accepted();
      return { status: known.status, headers: known.headers, body: known.body };
    }
    const text = await readBody(response, this.options.maxBytes ?? 16_000_000, { host: this.host, path: url.pathname });
    const body = parseBody(text, headers.get('content-type'));
    if (status < 200 || status > 299) {
      const { intent, subject } = request;
      const given = token ? 'given' : 'none';
      const about = {
        host: this.host,
        path: url.pathname,
        intent,
        subject,
        status,
        headers,
        body,
        token: given,
      } as const;
      throw this.options.refusalOf?.(about) ?? classify(about, this.pace);
    }
    this.pace.accepted();
    if (body.kind === 'other') {
      throw /html/i.test(headers.get('content-type') ?? '')
        ? ForgeError.html(this.host, url.pathname)
        : ForgeError.invalidAnswer(this.host, url.pathname);
    }
    const answer = { status, headers, body: body.kind === 'json' ? body.value : undefined };
    const etag = headers.get('etag');
    if (request.method === 'GET' && etag !== null) this.etags.set(url.href, token, { etag, ...answer });
    return answer;
  }

  private headers(request: Request, token: Token | undefined, etag: string | undefined): Record<string, string> {
    return {
      accept: 'application/json',
      'user-agent': 'branchline',
      ...this.options.headers,
      ...(request.accept !== undefined && { accept: request.accept }),
      ...(token && this.options.authorise(token)),
      ...(etag !== undefined && { 'if-none-match': etag }),
      ...(request.body !== undefined && { 'content-type': request.contentType ?? 'application/json' }),
    };
  }

  private urlOf({ path, query }: Request): URL {
    const { apiBase } = this.options.identity;
    const url = new URL(/^https?:\/\//.test(path) ? path : apiBase + path);
    if (url.origin !== new URL(apiBase).origin) throw ForgeError.redirected(this.host, url.host);
    for (const [name, value] of Object.entries(query ?? {})) {
      if (value !== undefined) url.searchParams.set(name, String(value));
    }
    return url;
  }
}

/** The repository that an address of an API is about: of Azure DevOps and Bitbucket Data Center by project and name, of others by owner and name. */
function repositoryAt(path: string): string {
  const onAzure = /\/([^/]+)\/_apis\/git\/repositories\/([^/]+)/.exec(path);
  if (onAzure) return `${onAzure[1] ?? ''}/${onAzure[2] ?? ''}`;
  const onDataCenter = /\/projects\/([^/]+)\/repos\/([^/]+)/.exec(path);
  if (onDataCenter) return `${onDataCenter[1] ?? ''}/${onDataCenter[2] ?? ''}`;
  return /\/repos(?:itories)?\/([^/]+\/[^/]+)/.exec(path)?.[1] ?? path;
}
