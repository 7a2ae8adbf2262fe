import type { Hint } from './hint';

const mostCommits = 20;

/** What was told of a repository, as far as it makes doubtful what is known of it. Grows with its kinds, not with how often it is told. */
export class Doubts {
  private all = false;
  private pullRequests = false;
  private readonly commits = new Set<string>();
  /** By branch: where a push was said to have led it; nothing where that was not said. */
  private readonly pushes = new Map<string, string | undefined>();
  private needsMore = false;

  add({ kind, commit, branch }: Hint): void {
    switch (kind) {
      case 'push':
        // What depends on the head is asked anew because it is another one.
        if (branch === undefined) this.all = true;
        else this.pushes.set(branch, commit);
        break;
      case 'status':
        this.needsMore = true;
        if (commit === undefined) this.all = true;
        else this.commits.add(commit);
        break;
      case 'review':
      case 'pullRequestChanged':
      case 'pullRequestMerged':
        this.needsMore = true;
        this.pullRequests = true;
        break;
      case 'imagePushed':
        break; // of registries nothing is held here
      case 'all':
        this.all = true;
    }
    this.bound();
  }

  addAll(other: Doubts): void {
    for (const commit of other.commits) this.commits.add(commit);
    for (const [branch, commit] of other.pushes) this.pushes.set(branch, commit);
    this.all ||= other.all;
    this.pullRequests ||= other.pullRequests;
    this.needsMore ||= other.needsMore;
    this.bound();
  }

  /** Nothing that is known of it is sure any more. */
  get ofAll(): boolean {
    return this.all;
  }

  get ofPullRequests(): boolean {
    return this.all || this.pullRequests;
  }

  /** Whether what is known of the checks of a commit is not sure any more. */
  ofChecks(commit: string): boolean {
    return this.all || this.commits.has(commit);
  }

  /** Whether all that was told is seen in where the branches are: pushes alone can be. */
  isSeenIn(heads: ReadonlyMap<string, string>): boolean {
    if (this.all || this.needsMore) return false;
    return [...this.pushes].every(([branch, commit]) => heads.get(branch) === commit);
  }

  private bound(): void {
    if (this.commits.size > mostCommits || this.pushes.size > mostCommits) this.all = true;
    if (!this.all) return;
    this.commits.clear();
    this.pushes.clear();
  }
}
