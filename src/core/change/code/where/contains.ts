import type { Repository } from '../../../git/repository';
import type { Clock } from '../../../support/clock';
import { message, type Message } from '../../../support/message';
import type { Sha } from '../../../support/sha';
import type { CodeSources } from '../imageCode';
import { readCodeChanges } from '../commits';

/** A commit of a repository of code. */
export interface CodeQuestion {
  /** Its whole name. */
  readonly commit: Sha;
  /** The address of the repository; without one, that of each image is asked whether it has the commit. */
  readonly repository?: string;
  /** A checkout of it, which is asked first. */
  readonly checkout?: Repository;
}

/** Whether what was built from one commit has another one in it. */
export type Containment =
  | { readonly kind: 'contains' | 'lacks' }
  /** `isMissing`: the forge has one of the two commits not, or does not show it. */
  | { readonly kind: 'unknown'; readonly said: Message; readonly isMissing: boolean };

/** By ancestry: of the checkout where there is one that can tell, else of the forge. Each pair is asked for once. */
export class CodeAncestry {
  private readonly answers = new Map<string, Promise<Containment>>();

  constructor(
    private readonly question: CodeQuestion,
    private readonly sources: Pick<CodeSources, 'forges' | 'kept'> & { readonly clock: Clock },
  ) {}

  /** Whether this repository has the commit at all. @throws the signal's reason, and what `forges` throws */
  isIn(source: string, signal: AbortSignal): Promise<Containment> {
    return this.once(source, this.question.commit, () => this.onForge(source, this.question.commit, signal));
  }

  /** @throws the signal's reason, GitError, and what `forges` throws */
  contains(source: string, revision: Sha, signal: AbortSignal): Promise<Containment> {
    if (revision === this.question.commit) return Promise.resolve({ kind: 'contains' });
    return this.once(source, revision, () => this.ask(source, revision, signal));
  }

  private once(source: string, revision: Sha, ask: () => Promise<Containment>): Promise<Containment> {
    const key = `${source}\n${revision}`;
    const answer = this.answers.get(key) ?? ask();
    this.answers.set(key, answer);
    return answer;
  }

  private async ask(source: string, revision: Sha, signal: AbortSignal): Promise<Containment> {
    const { checkout, commit } = this.question;
    if (!checkout) return this.onForge(source, revision, signal);
    const own = await inCheckout(checkout, commit, revision, signal);
    if (own.kind !== 'unknown') return own;
    const told = await this.onForge(source, revision, signal);
    return told.kind === 'unknown' ? own : told;
  }

  private async onForge(source: string, revision: Sha, signal: AbortSignal): Promise<Containment> {
    const { forges, clock, kept } = this.sources;
    const { commit } = this.question;
    const key = [source, commit, revision].join('\n');
    const range = { kind: 'range', source, from: commit, to: revision, isLabelled: false } as const;
    const changes = kept?.get(key) ?? (await readCodeChanges(range, await forges(signal), clock, signal));
    if (changes.kind === 'unknown') {
      return { kind: 'unknown', said: changes.said, isMissing: changes.reason === 'missing' };
    }
    kept?.set(key, changes);
    return { kind: changes.takesBack.total === 0 ? 'contains' : 'lacks' };
  }
}

const notInCheckout = message(
  'The checkout does not have the commit that the image was built from, and the forge does not tell.',
);
const shallow = message('The checkout is a shallow clone, and the forge does not tell.');
const unknownCommit = message('The checkout does not have this commit, and the forge does not tell.');

/** In a shallow clone an ancestor that is found is one; that there is none means nothing. */
async function inCheckout(checkout: Repository, commit: Sha, revision: Sha, signal: AbortSignal): Promise<Containment> {
  if (!(await checkout.hasCommit(commit))) return { kind: 'unknown', said: unknownCommit, isMissing: true };
  if (!(await checkout.hasCommit(revision))) return { kind: 'unknown', said: notInCheckout, isMissing: true };
  const args = ['rev-list', '--max-count=1', commit, '--not', revision, '--'];
  const left = (await checkout.run({ args, signal })).trim();
  if (left === '') return { kind: 'contains' };
  return checkout.place.shallow.size > 0 ? { kind: 'unknown', said: shallow, isMissing: false } : { kind: 'lacks' };
}
