import type { Clock } from '../../support/clock';
import type { Disposable } from '../../support/disposable';
import { factFor, type StoredFact } from '../facts/stored';
import type { FactDesk } from '../facts/desk';
import type { Fact } from '../facts/fact';
import type { Shown } from '../facts/wishes';
import { factAgainFrame, factFrame } from './frames';

/** What of the facts one subscriber is still to be told: never more than one of each repository, the newest. */
export class StreamFacts implements Disposable {
  /** By key: the mark that was told last. */
  private readonly told = new Map<string, string>();
  private readonly waiting = new Set<string>();
  private shown: Shown = new Map();
  private wish: Disposable | undefined;

  constructor(
    private readonly desk: FactDesk,
    private readonly branches: readonly string[],
    private readonly clock: Clock,
    private readonly factOf: ReturnType<typeof factsMadeOnce>,
  ) {}

  /** What may be told from here on. */
  show(shown: Shown): void {
    for (const key of this.told.keys()) if (!shown.has(key)) this.told.delete(key);
    for (const key of shown.keys()) if (!this.shown.has(key)) this.waiting.add(key);
    this.shown = shown;
    const { wish } = this;
    this.wish = this.desk.follow(shown, this.branches);
    wish?.dispose();
  }

  /** A fact was read. */
  note(key: string): void {
    if (this.shown.has(key)) this.waiting.add(key);
  }

  /** Frames of what may be told now: once all events were told that the facts were read after. */
  *frames(): Generator<string> {
    const now = this.clock.now();
    for (const key of this.waiting) {
      const text = this.shown.get(key);
      const stored = text === undefined ? undefined : this.desk.newest(key, this.branches);
      this.waiting.delete(key); // what is still to be read is noted once it is
      if (text === undefined || !stored) continue;
      const fact = this.factOf(stored, text, this.branches);
      const ageMs = Math.max(0, Math.round(now - stored.at));
      const isSame = fact.kind === 'known' && this.told.get(key) === fact.mark;
      if (fact.kind === 'known') this.told.set(key, fact.mark);
      else this.told.delete(key);
      yield isSame ? factAgainFrame(ageMs, text, fact.mark) : factFrame(ageMs, fact);
    }
  }

  dispose(): void {
    this.wish?.dispose();
  }
}

/** @returns a function that makes what is told of a fact once for all who want the same */
export function factsMadeOnce(): (stored: StoredFact, text: string, branches: readonly string[]) => Fact {
  const made = new WeakMap<StoredFact, Map<string, Fact>>();
  return (stored, text, branches) => {
    const ofStored = made.get(stored) ?? new Map<string, Fact>();
    made.set(stored, ofStored);
    const name = JSON.stringify([text, branches]);
    const fact = ofStored.get(name) ?? factFor(stored, text, branches);
    ofStored.set(name, fact);
    return fact;
  };
}
