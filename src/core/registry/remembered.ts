import { RegistryError } from './errors';
import { platformName } from './platform';
import type { ImageReference, RegistryClient } from './types';

/** So often in a row a registry may be silent, until it is asked no more. */
const mostSilences = 3;

/**
 * Registries as they are at one moment: whoever asks the same again gets the same answer, also that there was none. So a
 * run over hundreds of services asks once for the tags of an image that they share, and judges all by the same list. A
 * registry that is silent again and again is asked no more: each question would wait for it.
 *
 * For one run, and so with one signal.
 */
export class RememberedRegistry implements RegistryClient {
  private readonly answers = new Map<string, Promise<unknown>>();
  private readonly silences = new Map<string, { count: number; last: RegistryError }>();

  constructor(private readonly client: RegistryClient) {}

  tags(image: ImageReference, signal: AbortSignal): ReturnType<RegistryClient['tags']> {
    return this.once(image, ['tags'], () => this.client.tags(image, signal));
  }

  digest(image: ImageReference, tag: string, signal: AbortSignal): ReturnType<RegistryClient['digest']> {
    return this.once(image, ['digest', tag], () => this.client.digest(image, tag, signal));
  }

  describe(
    image: ImageReference,
    version: string,
    options: Parameters<RegistryClient['describe']>[2],
    signal: AbortSignal,
  ): ReturnType<RegistryClient['describe']> {
    const platform = options.platform ? platformName(options.platform) : '';
    return this.once(image, ['describe', version, platform], () =>
      this.client.describe(image, version, options, signal),
    );
  }

  referrers(
    image: ImageReference,
    digest: Parameters<RegistryClient['referrers']>[1],
    signal: AbortSignal,
  ): ReturnType<RegistryClient['referrers']> {
    return this.once(image, ['referrers', digest], () => this.client.referrers(image, digest, signal));
  }

  private once<T>(image: ImageReference, question: readonly string[], ask: () => Promise<T>): Promise<T> {
    const { registry, repository } = image;
    const key = [registry, repository, ...question].join('\n');
    const known = this.answers.get(key) as Promise<T> | undefined;
    const answer = known ?? this.unlessSilent(registry, ask);
    this.answers.set(key, answer);
    return answer;
  }

  private async unlessSilent<T>(registry: string, ask: () => Promise<T>): Promise<T> {
    const silence = this.silences.get(registry);
    if (silence && silence.count >= mostSilences) throw silence.last;
    try {
      const answer = await ask();
      this.silences.delete(registry);
      return answer;
    } catch (error) {
      if (RegistryError.is(error, 'timeout', 'unreachable')) {
        this.silences.set(registry, { count: (this.silences.get(registry)?.count ?? 0) + 1, last: error });
      }
      throw error;
    }
  }
}
