import type { Clock, Instant } from '../../support/clock';

interface Answered {
  readonly about: string;
  readonly from: Instant;
  readonly until: Instant;
}

/** Less than the interval of what is settled, so that a look out of sight always asks. Source: docs/forges.md, "How often". */
const holdsMs = 150_000;
const jitter = 0.2;

/**
 * What the forge was asked, and how long its answers hold. Heads of hundreds of repositories cost a handful of requests;
 * checks and pull requests cost one each, so a look at heads that did not move asks for them only now and then.
 */
export class AnswerAge {
  private readonly answered = new Map<string, Answered>();
  private hasFailed = false;

  /** @param random from 0 to 1; spreads what was asked at once, so that it is not asked again at once */
  constructor(
    private readonly clock: Clock,
    private readonly random: () => number,
  ) {}

  /** @param about what the answer depends on, e.g. a commit: about another one nothing is known */
  holds(subject: string, about: string): boolean {
    const known = this.answered.get(subject);
    const now = this.clock.now();
    // A clock that was turned back makes nothing hold for longer.
    return known?.about === about && known.from <= now && now < known.until;
  }

  /** Whether what was last asked is about that, however long ago. */
  isAbout(subject: string, about: string): boolean {
    return this.answered.get(subject)?.about === about;
  }

  note(subject: string, about: string): void {
    const forMs = holdsMs * (1 - jitter + 2 * jitter * this.random());
    const from = this.clock.now();
    this.answered.set(subject, { about, from, until: from + forMs });
  }

  /** Something was asked, and not answered. */
  noteFailure(): void {
    this.hasFailed = true;
  }

  /** Whether anything was not answered since this was asked last. */
  takeFailure(): boolean {
    const { hasFailed } = this;
    this.hasFailed = false;
    return hasFailed;
  }

  /** What is known of some of it became doubtful. */
  forgetWhere(isDoubtful: (subject: string, about: string) => boolean): void {
    for (const [subject, { about }] of this.answered) {
      if (isDoubtful(subject, about)) this.answered.delete(subject);
    }
  }

  /** Somebody asks, or something is about to change: nothing holds any more. */
  forget(): void {
    this.answered.clear();
  }
}
