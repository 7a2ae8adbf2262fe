import type { ForgeClient } from '../forge/forgeClient';
import type { Head, HeadsAnswer, HeadsRequest } from '../forge/types';
import type { Disposable } from '../support/disposable';

interface Waiting {
  readonly request: HeadsRequest;
  readonly answer: (answer: HeadsAnswer) => void;
  readonly fail: (error: unknown) => void;
}

/** Who asks within this time of one another is asked for together. */
const gatherMs = 15;

/** Turns the questions of many services into one sweep a forge. One repository that fails does not fail the others. */
export class HeadBatch implements Disposable {
  private readonly waiting = new Map<ForgeClient, Waiting[]>();
  private readonly ended = new AbortController();
  private gathering: NodeJS.Timeout | undefined;

  /** Heads of the named branches; a branch that does not exist is left out. @throws ForgeError */
  async heads(client: ForgeClient, request: HeadsRequest): Promise<readonly Head[]> {
    const answer = await new Promise<HeadsAnswer>((resolve, reject) => {
      const waiting = this.waiting.get(client) ?? [];
      waiting.push({ request, answer: resolve, fail: reject });
      this.waiting.set(client, waiting);
      this.gathering ??= setTimeout(() => this.ask(), gatherMs);
    });
    if (answer.kind === 'failed') throw answer.error;
    return answer.heads;
  }

  dispose(): void {
    clearTimeout(this.gathering);
    this.ended.abort();
    this.waiting.clear();
  }

  private ask(): void {
    this.gathering = undefined;
    for (const [client, waiting] of this.waiting) void this.askOne(client, waiting);
    this.waiting.clear();
  }

  private async askOne(client: ForgeClient, waiting: readonly Waiting[]): Promise<void> {
    try {
      const requests = waiting.map(({ request }) => request);
      const answers = await client.headsOf(requests, this.ended.signal);
      waiting.forEach(({ answer, fail }, index) => {
        const found = answers[index];
        if (found) answer(found);
        else fail(new RangeError('fewer answers than questions'));
      });
    } catch (error) {
      for (const { fail } of waiting) fail(error);
    }
  }
}
