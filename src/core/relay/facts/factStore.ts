import type { Disposable } from '../../support/disposable';
import { Emitter, type Event } from '../../support/emitter';
import { Lru } from '../../support/lru';
import type { StoredFact } from './stored';

/** Where relays keep what they read, for one another; each key is a repository, as `repositoryKey` spells it. */
export interface FactStore extends Disposable {
  /** A fact was stored, by this relay or another; its key. */
  readonly onDidStore: Event<string>;
  /** As last heard. */
  get(key: string): StoredFact | undefined;
  /** As it is there now. @throws where it cannot be asked */
  newest(key: string): Promise<StoredFact | undefined>;
  /** Takes the turn to read a repository; false where it is another relay's. Ends by itself. @throws where it cannot be asked */
  claim(key: string): Promise<boolean>;
  release(key: string): Promise<void>;
  /** @throws where it cannot be stored */
  put(key: string, fact: StoredFact): Promise<void>;
}

/** Characters of all facts that are kept. */
export const mostKept = 200_000_000;

/** Of one relay, in its memory. */
export class MemoryFacts implements FactStore {
  private readonly facts = new Lru<string, StoredFact>(mostKept);
  private readonly claimed = new Set<string>();
  private readonly stored = new Emitter<string>();
  readonly onDidStore = this.stored.event;

  get(key: string): StoredFact | undefined {
    return this.facts.get(key);
  }

  newest(key: string): Promise<StoredFact | undefined> {
    return Promise.resolve(this.get(key));
  }

  claim(key: string): Promise<boolean> {
    const isFree = !this.claimed.has(key);
    this.claimed.add(key);
    return Promise.resolve(isFree);
  }

  release(key: string): Promise<void> {
    this.claimed.delete(key);
    return Promise.resolve();
  }

  put(key: string, fact: StoredFact): Promise<void> {
    this.facts.set(key, fact, JSON.stringify(fact).length);
    this.stored.fire(key);
    return Promise.resolve();
  }

  dispose(): void {
    this.stored.dispose();
  }
}
