import { parseRemote } from '../../../forge/remote';
import { imageRevision, type ImageRevision } from '../../../registry/codeRange';
import { imageName } from '../../../registry/imageName';
import type { ImageReference } from '../../../registry/types';
import { message, type Message } from '../../../support/message';
import { orAborted } from '../../../support/orAborted';
import type { Sha } from '../../../support/sha';
import { unknownBecause } from '../../../support/unknownBecause';
import { describeBy, type CodeSources } from '../imageCode';
import type { CodeAncestry, CodeQuestion } from './contains';

/** What one version of an image has of the commit. */
export type VersionHas =
  | {
      readonly kind: 'contains' | 'lacks';
      readonly revision: Sha;
      readonly source: string;
      /** Only a label says it, which may have come along from the image that this one was built on. */
      readonly isLabelled: boolean;
    }
  /** Built from another repository. */
  | { readonly kind: 'elsewhere' }
  /** `isLasting`: it will not change by itself. `source`: that of the code, where the image says it. */
  | { readonly kind: 'unknown'; readonly said: Message; readonly isLasting: boolean; readonly source?: string };

/** A version of an image as an environment has it. */
export interface VersionThere {
  readonly image: ImageReference;
  readonly has: VersionHas;
}

/** So many versions are asked for at most, for one service. */
const mostVersions = 60;

/** Asks what versions of images have of a commit, each once. What is not answered in time is unknown, with the reason. */
export class ImageOrigins {
  private readonly answers = new Map<string, Promise<VersionHas>>();

  constructor(
    private readonly question: CodeQuestion,
    private readonly ancestry: CodeAncestry,
    private readonly sources: CodeSources,
    /** Of the caller. */
    private readonly signal: AbortSignal,
    /** The same with a deadline. */
    private readonly limited: AbortSignal,
  ) {}

  /** @throws the caller's reason, and nothing else */
  of(image: ImageReference): Promise<VersionHas> {
    const key = imageName({ ...image, name: `${image.registry}/${image.repository}` });
    const known = this.answers.get(key);
    if (known) return known;
    const answer = this.answers.size < mostVersions ? this.ask(image) : Promise.resolve(tooMany);
    this.answers.set(key, answer);
    return answer;
  }

  private async ask(image: ImageReference): Promise<VersionHas> {
    const version = image.digest ?? image.tag;
    if (version === undefined) return unknown(message('It is named without a version.'), true);
    const { registries, clock } = this.sources;
    if (registries !== 'all' && !registries.has(image.registry)) return unknown(notNamed, true);
    try {
      const { limited } = this;
      const said = await orAborted(describeBy(this.sources, image, version, limited), limited);
      return await orAborted(this.held(imageRevision(said)), limited);
    } catch (error) {
      this.signal.throwIfAborted();
      return unknown(unknownBecause(error, { at: clock.now(), source: image.registry }).said, false);
    }
  }

  private async held(said: ImageRevision): Promise<VersionHas> {
    if (said.kind === 'unknown') return unknown(said.said, true);
    const { source, revision } = said;
    const { repository } = this.question;
    if (repository !== undefined && !isSameRepository(repository, source)) return { kind: 'elsewhere' };
    if (repository === undefined) {
      const there = await this.ancestry.isIn(source, this.limited);
      if (there.kind === 'unknown') {
        return there.isMissing ? { kind: 'elsewhere' } : { ...unknown(there.said, false), source };
      }
    }
    const answer = await this.ancestry.contains(source, revision, this.limited);
    return answer.kind === 'unknown'
      ? { ...unknown(answer.said, answer.isMissing), source }
      : { kind: answer.kind, revision, source, isLabelled: said.isLabelled };
  }
}

const notNamed = message('The catalog does not name its registry under update.');
const tooMany: VersionHas = unknown(message('Too many versions: this one was not looked at.'), false);

function unknown(said: Message, isLasting: boolean): VersionHas & { readonly kind: 'unknown' } {
  return { kind: 'unknown', said, isLasting };
}

/** Whether two addresses mean one repository, by https or ssh; forges do not tell letters apart by their case. */
export function isSameRepository(one: string, other: string): boolean {
  const [a, b] = [parseRemote(one), parseRemote(other)];
  if (!a || !b || a.path.join('/').toLowerCase() !== b.path.join('/').toLowerCase()) return false;
  if (a.host === b.host) return true;
  // A port of ssh says nothing of the web.
  const isBySsh = a.transport === 'ssh' || b.transport === 'ssh';
  return isBySsh && a.host.replace(/:\d+$/, '') === b.host.replace(/:\d+$/, '');
}
