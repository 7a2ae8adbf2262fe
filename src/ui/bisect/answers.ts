import type { Answer } from '../../core/bisect/hunt';
import type { Mark } from '../../core/bisect/search';
import type { Sha } from '../../core/support/sha';

/** What a person said in one search, in the order in which they said it. Kept while the window is open, whatever becomes of the tab. */
export class Answers {
  private said: readonly Answer[] = [];

  /** The last word on each deployment counts. */
  get all(): readonly Answer[] {
    return this.said;
  }

  get canTakeBack(): boolean {
    return this.said.some(({ by }) => by === 'person');
  }

  answer(commit: Sha, mark: Mark): void {
    this.said = [...this.said, { commit, mark, by: 'person' }];
  }

  /**
   * Whoever asks what broke it says by that that what stands there now is bad, unless something else was called so. Once they
   * have answered, the search is about what stood there when they asked.
   */
  assume(head: Sha): void {
    const answered = this.said.filter(({ by }) => by === 'person');
    if (answered.some(({ mark }) => mark === 'bad')) return;
    if (answered.length > 0 && this.said.length > answered.length) return;
    this.said = [{ commit: head, mark: 'bad', by: 'assumed' }, ...answered];
  }

  /** Takes the last answer back; what was said before of the same deployment counts again. */
  takeBack(): void {
    const last = this.said.findLastIndex(({ by }) => by === 'person');
    if (last >= 0) this.said = this.said.toSpliced(last, 1);
  }

  forget(): void {
    this.said = [];
  }
}
