import { relayEvent } from '../../../../src/core/relay/event';
import { FactDesk, type DeskWorld } from '../../../../src/core/relay/facts/desk';
import { MemoryFacts } from '../../../../src/core/relay/facts/factStore';
import { Ring } from '../../../../src/core/relay/log/ring';
import { parseRepository, repositoryKey } from '../../../../src/core/relay/repository';
import { factsMadeOnce, StreamFacts } from '../../../../src/core/relay/server/streamFacts';
import type { Disposable } from '../../../../src/core/support/disposable';
import { randomFrom } from '../../../lab/real/scale/random';
import type { FakeTime } from './fakeTime';

/** The part of a relay that reads for all, by a clock that is moved: the product's own, on whatever stands for the forge. */
export class ReadingModel implements Disposable {
  readonly outcomes: string[] = [];
  private readonly ring = new Ring(1_000);
  private readonly store = new MemoryFacts();
  private readonly desk: FactDesk;
  private readonly factOf = factsMadeOnce();
  private seq = 0;

  constructor(
    private readonly time: FakeTime,
    read: DeskWorld['read'],
    onRead: (key: string) => void,
  ) {
    this.desk = new FactDesk({
      ...{ ring: this.ring, epoch: 'model', store: this.store, read, isRead: () => true },
      ...{ clock: time, alarms: time, random: randomFrom(3), sweepMs: 15 * 60_000 },
      onRead: (_, outcome) => this.outcomes.push(outcome),
      onTrouble: (reason) => this.outcomes.push(reason),
    });
    this.store.onDidStore(onRead);
  }

  hear(event: object): void {
    this.ring.put(++this.seq, relayEvent.parse(event));
    this.desk.hear();
  }

  /** What one subscriber is still to be told. */
  streamOf(repositories: readonly string[], branches: readonly string[]): StreamFacts {
    const facts = new StreamFacts(this.desk, branches, this.time, this.factOf);
    const keys = repositories.flatMap((text) => {
      const repository = parseRepository(text);
      return repository ? [[repositoryKey(repository), text] as const] : [];
    });
    facts.show(new Map(keys));
    return facts;
  }

  dispose(): void {
    this.desk.dispose();
    this.store.dispose();
  }
}
