import pLimit from 'p-limit';
import { boundedBody } from '../../support/boundedBody';
import type { Clock } from '../../support/clock';
import { deadline, isTimeout } from '../../support/deadline';
import { networkFailure } from '../../support/http/failure';
import { isLoopback } from '../../support/http/loopback';
import { Pace } from '../../support/http/pace';
import { locationOf, maxRedirects } from '../../support/http/redirect';
import type { Log } from '../../support/log';
import { orAborted } from '../../support/orAborted';
import type { CredentialSource } from '../credentials/types';
import { RegistryError } from '../errors';
import { Authorizations, type Authorization } from './authorizations';
import { classify } from './classify';
import { apiHostOf, redirectedTo } from './places';

export interface HostOptions {
  /** As images name it, with port: `docker.io`, `localhost:5000`. */
  readonly registry: string;
  readonly credentials: CredentialSource;
  /** Whether it may be asked without encryption where it does not speak HTTPS; this machine always may. */
  readonly mayBePlain: boolean;
  readonly log: Log;
  readonly clock: Clock;
  readonly fetch: typeof fetch;
  /** Of one request with its redirects and its sign-in. */
  readonly timeoutMs: number;
}

export interface Request {
  readonly method: 'GET' | 'HEAD';
  /** Below the registry's root, or a whole address of the registry. */
  readonly path: string;
  readonly accept: string;
  /** Whose token it needs. */
  readonly repository: string;
  /** What is asked for, in people's words. */
  readonly subject: string;
  readonly maxBytes: number;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Buffer;
  /** Of the registry, without redirects: what a link in the answer is relative to. */
  readonly url: URL;
}

interface Landed {
  readonly response: Response;
  /** Whether the registry itself answered, and not what it redirects to. */
  readonly isOwn: boolean;
}

const parallel = 4;
const maxRefusalBytes = 64_000;
/** What TLS says of a server that answers without it. */
const spokePlain = /^(?:ERR_SSL_WRONG_VERSION_NUMBER|ERR_SSL_PACKET_LENGTH_TOO_LONG|ERR_SSL_HTTP_REQUEST|EPROTO)$/;

/** One registry over `fetch`: sign-in, deadline, bounds, pace, redirects, and one classifier of errors. Nothing is retried. */
export class RegistryHost {
  private readonly pace: Pace;
  private readonly limit = pLimit(parallel);
  private readonly authorizations: Authorizations;
  private known: URL | undefined;

  constructor(private readonly options: HostOptions) {
    this.pace = new Pace(options.clock);
    this.authorizations = new Authorizations({ ...options, pace: this.pace });
  }

  get name(): string {
    return this.options.registry;
  }

  /** @throws RegistryError for what is not answered by 2xx; the signal's reason when the caller cancels */
  async send(request: Request, signal: AbortSignal): Promise<Answer> {
    signal.throwIfAborted();
    return orAborted(
      this.limit(() => this.exchange(request, signal)),
      signal,
    );
  }

  private async exchange(request: Request, signal: AbortSignal): Promise<Answer> {
    signal.throwIfAborted();
    const paused = this.pace.paused;
    if (paused !== undefined) throw RegistryError.rateLimited(this.name, paused);
    const { timeoutMs, log, clock } = this.options;
    const startedAt = clock.now();
    const line = `${this.name} ${request.method} ${request.path}`;
    try {
      const answer = await this.signedIn(request, deadline(signal, timeoutMs));
      log.debug(`${line} ${answer.status} ${clock.now() - startedAt} ms`);
      return answer;
    } catch (error) {
      const shown: unknown = signal.aborted ? signal.reason : this.failure(error);
      log.debug(`${line} ${clock.now() - startedAt} ms`, shown);
      throw shown;
    }
  }

  /** Asks; where the registry wants a sign-in, answers it once and asks again. */
  private async signedIn(request: Request, signal: AbortSignal): Promise<Answer> {
    const { repository } = request;
    const base = await this.base(signal);
    const url = new URL(request.path, base);
    if (url.origin !== base.origin) throw RegistryError.redirected(this.name, url.host);
    const kept = this.authorizations.of(repository);
    const first = await this.follow(request, url, kept, signal);
    if (first.response.status !== 401 || !first.isOwn) return this.conclude(request, url, first, kept);
    this.authorizations.forget(repository);
    const wanted = first.response.headers.get('www-authenticate');
    const answer = await this.authorizations.answer(wanted, repository, base, signal);
    if (!answer) return this.conclude(request, url, first, kept);
    await first.response.body?.cancel();
    const second = await this.follow(request, url, answer, signal);
    if (second.response.status === 401) this.authorizations.forget(repository);
    return this.conclude(request, url, second, answer);
  }

  /** By HTTPS; without it only this machine, and what the person allows, and only where it does not speak HTTPS. */
  private async base(signal: AbortSignal): Promise<URL> {
    if (this.known) return this.known;
    const host = apiHostOf(this.name);
    const [secure, plain] = [new URL(`https://${host}/v2/`), new URL(`http://${host}/v2/`)];
    if (!this.options.mayBePlain && !isLoopback(plain)) return (this.known = secure);
    try {
      const answer = await this.options.fetch(secure.href, { method: 'HEAD', redirect: 'manual', signal });
      await answer.body?.cancel();
    } catch (error) {
      const failure = networkFailure(this.name, error);
      if (failure.kind !== 'tls') throw error;
      return (this.known = spokePlain.test(failure.code) ? plain : secure);
    }
    return (this.known = secure);
  }

  private async follow(
    request: Request,
    url: URL,
    authorization: Authorization | undefined,
    signal: AbortSignal,
  ): Promise<Landed> {
    let target = url;
    for (let hop = 0; hop <= maxRedirects; hop++) {
      const isOwn = target.origin === url.origin;
      const response = await this.options.fetch(target.href, {
        method: request.method,
        headers: {
          accept: request.accept,
          'user-agent': 'branchline',
          // Meant for the registry alone: a content network signs its addresses, and refuses a second sign-in.
          ...(authorization && isOwn && { authorization: authorization.header }),
        },
        redirect: 'manual',
        signal,
      });
      if (isOwn) this.pace.note(response.headers);
      const location = locationOf(response);
      if (location === null) return { response, isOwn };
      await response.body?.cancel();
      target = redirectedTo(this.name, target, location);
    }
    throw RegistryError.redirected(this.name, target.host);
  }

  private async conclude(
    request: Request,
    url: URL,
    { response, isOwn }: Landed,
    authorization: Authorization | undefined,
  ): Promise<Answer> {
    const { status, headers } = response;
    const isGood = status >= 200 && status <= 299;
    const body = await boundedBody(response, isGood ? request.maxBytes : maxRefusalBytes);
    if (!isGood) {
      const credential = authorization?.credential === 'given' ? 'refused' : 'none';
      const { subject } = request;
      // What stands behind a redirect knows nothing of our sign-in.
      const told = status === 401 && !isOwn ? 403 : status;
      const refusal = {
        host: this.name,
        subject,
        status: told,
        headers,
        body: body ?? Buffer.alloc(0),
        credential,
      } as const;
      throw classify(refusal, this.pace);
    }
    this.pace.accepted();
    if (!body) throw RegistryError.tooLarge(this.name, url.pathname);
    return { status, headers, body, url };
  }

  private failure(error: unknown): unknown {
    const { timeoutMs, mayBePlain } = this.options;
    if (error instanceof RegistryError) return error;
    if (isTimeout(error)) return RegistryError.timeout(this.name, timeoutMs);
    const failure = networkFailure(this.name, error);
    switch (failure.kind) {
      case 'tls':
        return spokePlain.test(failure.code) && !mayBePlain
          ? RegistryError.plainHttp(this.name)
          : RegistryError.tls(this.name, failure.code, error);
      case 'proxy':
        return RegistryError.proxy(this.name);
      case 'unreachable':
        return RegistryError.unreachable(failure.said, error);
    }
  }
}
