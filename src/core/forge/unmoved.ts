import type { Clock } from '../support/clock';
import type { Api } from './http/api';
import { KeptAnswers } from './http/keptAnswers';
import { nameOf } from './repositoryName';
import type { Head, HeadsRequest } from './types';

/** What a forge told of one repository together with many others. */
export interface Listed {
  /** The same only while no head has moved; nothing where that cannot be told from it. */
  readonly mark: string | undefined;
  readonly openPullRequests?: number | undefined;
}

interface Known {
  readonly branches: string;
  readonly heads: readonly Head[];
  readonly mark: string;
}

/** Protection can change without a push; heads are read again at least this often. */
const maxAgeMs = 10 * 60_000;

/**
 * Heads of repositories that nobody has pushed to since they were read: a list of many then stands for as many reads. The
 * list has to be read before the heads, so that a push in between is seen next time.
 */
export class UnmovedHeads {
  private readonly known: KeptAnswers<Known>;

  constructor(api: Pick<Api, 'who'>, clock: Clock) {
    this.known = new KeptAnswers(api, clock, maxAgeMs);
  }

  /** As they were when the mark was the same; else as `read` tells. */
  async of(
    request: HeadsRequest,
    mark: string | undefined,
    read: () => Promise<readonly Head[]>,
    signal: AbortSignal,
  ): Promise<readonly Head[]> {
    if (mark === undefined) return read();
    const [key, branches] = [nameOf(request.repository).toLowerCase(), request.branches.toSorted().join('\n')];
    const held = await this.known.get(key, signal);
    if (held?.value.mark === mark && held.value.branches === branches) {
      return held.value.heads.map((head) => ({ asOf: held.at, ...head }));
    }
    return (await this.known.anew(key, async () => ({ branches, mark, heads: await read() }), signal)).value.heads;
  }
}
