import { systemClock, type Clock } from '../support/clock';
import { deadline, isTimeout } from '../support/deadline';
import { silentLog, type Log } from '../support/log';
import type { CredentialSource } from './credentials/types';
import { RegistryError } from './errors';
import { RegistryHost } from './http/host';
import { isDigest } from './imageName';
import { describeImage } from './read/describe';
import { Contents, manifestRequest, type Place } from './read/fetch';
import { readReferrers } from './read/referrers';
import { readTags } from './read/tags';
import type { Digest, ImageReference, RegistryClient } from './types';

export interface RegistryOptions {
  readonly credentials: CredentialSource;
  /** Registries, by host and port, that may be asked without encryption where they do not speak HTTPS. */
  readonly plainHttp?: readonly string[];
  readonly log?: Log;
  readonly clock?: Clock;
  readonly fetch?: typeof fetch;
  /** Of one request; a question that takes many has four times as long. */
  readonly timeoutMs?: number;
}

const usualTimeoutMs = 30_000;

/** All registries, for all who ask: pace, sign-in and limits of each are its own. */
export class Registries implements RegistryClient {
  private readonly hosts = new Map<string, RegistryHost>();
  private readonly contents = new Contents();
  private readonly clock: Clock;
  private readonly timeoutMs: number;

  constructor(private readonly options: RegistryOptions) {
    this.clock = options.clock ?? systemClock;
    this.timeoutMs = options.timeoutMs ?? usualTimeoutMs;
  }

  tags(image: ImageReference, signal: AbortSignal): ReturnType<RegistryClient['tags']> {
    return this.within(image, signal, (place, limited) => readTags(place, this.clock, limited));
  }

  digest(image: ImageReference, tag: string, signal: AbortSignal): Promise<Digest> {
    return this.within(image, signal, async (place, limited) => {
      const request = manifestRequest(image, tag);
      const { headers } = await place.host.send({ ...request, method: 'HEAD' }, limited);
      const digest = headers.get('docker-content-digest');
      // The header is no duty of a registry; the content always has a digest.
      return digest !== null && isDigest(digest) ? digest : (await this.contents.manifest(place, tag, limited)).digest;
    });
  }

  describe(
    image: ImageReference,
    version: string,
    { platform }: Parameters<RegistryClient['describe']>[2],
    signal: AbortSignal,
  ): ReturnType<RegistryClient['describe']> {
    const { contents, clock } = this;
    return this.within(image, signal, (place, limited) =>
      describeImage(place, version, platform, { contents, clock }, limited),
    );
  }

  referrers(image: ImageReference, digest: Digest, signal: AbortSignal): ReturnType<RegistryClient['referrers']> {
    return this.within(image, signal, (place, limited) => readReferrers(place, digest, this.clock, limited));
  }

  private async within<T>(
    image: ImageReference,
    signal: AbortSignal,
    ask: (place: Place, limited: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const wholeMs = 4 * this.timeoutMs;
    const limited = deadline(signal, wholeMs);
    try {
      return await ask({ host: this.host(image.registry), image }, limited);
    } catch (error) {
      signal.throwIfAborted();
      throw isTimeout(error) ? RegistryError.timeout(image.registry, wholeMs) : error;
    }
  }

  private host(registry: string): RegistryHost {
    const { credentials, plainHttp = [], log = silentLog, fetch: ask = fetch } = this.options;
    const host =
      this.hosts.get(registry) ??
      new RegistryHost({
        registry,
        credentials,
        mayBePlain: plainHttp.includes(registry),
        log,
        clock: this.clock,
        fetch: ask,
        timeoutMs: this.timeoutMs,
      });
    this.hosts.set(registry, host);
    return host;
  }
}
