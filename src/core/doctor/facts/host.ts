import pLimit from 'p-limit';
import type { MirrorStore } from '../../git/mirror';
import type { Disposable } from '../../support/disposable';
import { inEnglish, message } from '../../support/message';
import type { Unknown } from '../../support/observation';
import type { Fact } from '../../support/fact';

/** That many services of one host are found at a time: their questions to the forge are asked together. */
const foundAtATime = 64;
const readAtATime = 6;
/** So many in a row that had no answer, and the others are not tried: each would wait its whole time. */
const silentInARow = 3;

/** Where repositories are: queues of its own, and whether it is worth standing in them. */
export class Host implements Disposable {
  /** Whatever is asked of its forge about one service. */
  readonly find = pLimit(foundAtATime);
  /** What is done with what was read, and asks nobody. */
  readonly work = pLimit(readAtATime);
  private readonly git = new Queue();
  private readonly forge = new Queue();

  constructor(readonly mirrors: MirrorStore) {}

  fetch<T>(read: () => Promise<Fact<T>>): Promise<Fact<T>> {
    return this.git.read(read);
  }

  ask<T>(read: () => Promise<Fact<T>>): Promise<Fact<T>> {
    return this.forge.read(read);
  }

  dispose(): void {
    this.mirrors.dispose();
  }
}

/** One way to a host, by git or by its API: either may be dead alone. */
class Queue {
  private readonly limit = pLimit(readAtATime);
  private silent = 0;
  private last: Unknown | undefined;

  read<T>(read: () => Promise<Fact<T>>): Promise<Fact<T>> {
    return this.limit(async () => {
      if (this.silent >= silentInARow && this.last) return { ...this.last, said: givenUp(this.last) };
      const fact = await read();
      const isSilent = fact.kind === 'unknown' && fact.reason === 'unreachable';
      this.silent = isSilent ? this.silent + 1 : 0;
      if (isSilent) this.last = fact;
      return fact;
    });
  }
}

function givenUp({ said }: Unknown) {
  return message('It was not asked any more, as others of its host had no answer. The last one: {said}', {
    said: inEnglish(said),
  });
}
