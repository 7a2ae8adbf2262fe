import type { LandingStyle } from '../lab';
import type { Branches, CommitInfo } from './branches';
import { authorAndCommitter, GitFailure, type Git, type Signature } from './git';
import { Refusal } from './refusal';
import type { RepositoryRecord } from './state';

export interface LandingRequest {
  readonly style: LandingStyle;
  readonly base: string;
  readonly head: string;
  readonly message: string;
  /** Of the squash, where that is merged. */
  readonly squash?: string;
  readonly isPlain?: boolean;
  /** Whether a rebase makes commits anew also where the head goes on from the base. */
  readonly anew?: boolean | undefined;
  readonly poster: Signature;
  readonly by: Signature;
}

/** A merge that git cannot do alone. */
class Conflict extends Refusal {
  constructor(files: string) {
    super(409, `merge conflict: ${files}`);
  }
}

/** Makes the commits of a landing in the bare repository, without a work tree. Moves no branch. */
export class Landing {
  constructor(
    private readonly git: Git,
    private readonly branches: Branches,
  ) {}

  /** The commit that the base branch shall point to. Throws a 409 on conflicts. */
  async land(repository: RepositoryRecord, request: LandingRequest): Promise<string> {
    switch (request.style) {
      case 'merge': {
        const tree = await this.mergedTree(repository, request.base, request.head);
        return this.commitTree(repository, tree, [request.base, request.head], request.message, request.by, request.by);
      }
      case 'squash': {
        if (request.squash !== undefined) return this.squashAndMerge(repository, request, request.squash);
        const tree = await this.mergedTree(repository, request.base, request.head);
        const message =
          request.isPlain === true ? request.message : withCommitter(request.message, request.poster, request.by);
        return this.commitTree(repository, tree, [request.base], message, request.poster, request.by);
      }
      case 'rebase':
        return this.rebase(repository, request);
    }
  }

  /** As GitLab does it: one commit beside the base branch, and a merge of that. */
  private async squashAndMerge(
    repository: RepositoryRecord,
    { base, head, message, poster, by }: LandingRequest,
    squash: string,
  ): Promise<string> {
    const start = (await this.branches.mergeBase(repository, base, head)) ?? base;
    const [content = ''] = await this.treesOf(repository, [head]);
    const squashed = await this.commitTree(repository, content, [start], squash, poster, by);
    const tree = await this.mergedTree(repository, base, squashed);
    return this.commitTree(repository, tree, [base, squashed], message, by, by);
  }

  /** Whether git merges the two without help. */
  async merges(repository: RepositoryRecord, base: string, head: string): Promise<boolean> {
    try {
      await this.mergedTree(repository, base, head);
      return true;
    } catch (error) {
      if (error instanceof Conflict) return false;
      throw error;
    }
  }

  /** As `git rebase`: commits of the head one by one, merges left out, those that change nothing dropped. */
  private async rebase(repository: RepositoryRecord, request: LandingRequest): Promise<string> {
    const isAhead = (await this.branches.mergeBase(repository, request.base, request.head)) === request.base;
    if (isAhead && request.anew !== true) return request.head;
    const commits = (await this.branches.between(repository, request.base, request.head))
      .filter(({ parents }) => parents.length < 2)
      .reverse();
    let onto = request.base;
    for (const commit of commits) onto = await this.pick(repository, commit, onto, request.by);
    return onto;
  }

  /**
   * One cherry-pick. `merge-tree` takes its merge base from history, so the three trees are put on commits whose
   * only common ancestor is the one that carries the picked commit's parent tree.
   */
  private async pick(repository: RepositoryRecord, commit: CommitInfo, onto: string, by: Signature): Promise<string> {
    const parent = commit.parents[0];
    const [ours, theirs, before = await this.emptyTree(repository)] = await this.treesOf(
      repository,
      [onto, commit.id, parent].filter((id) => id !== undefined),
    );
    if (ours === undefined || theirs === undefined) throw new Error(`no trees of ${onto} and ${commit.id}`);
    const ancestor = await this.commitTree(repository, before, [], '', by, by);
    const one = await this.commitTree(repository, ours, [ancestor], 'ours', by, by);
    const other = await this.commitTree(repository, theirs, [ancestor], 'theirs', by, by);
    const tree = await this.mergedTree(repository, one, other);
    return tree === ours ? onto : this.commitTree(repository, tree, [onto], commit.message, commit.author, by);
  }

  private async mergedTree(repository: RepositoryRecord, one: string, other: string): Promise<string> {
    try {
      return await this.git.text(repository.path, [
        'merge-tree',
        '--write-tree',
        '--name-only',
        '--no-messages',
        one,
        other,
      ]);
    } catch (error) {
      if (!(error instanceof GitFailure)) throw error;
      if (error.exitCode === 1) throw new Conflict(error.stdout.trim().split('\n').slice(1).join(', '));
      if (error.stderr.includes('unrelated histories')) throw new Refusal(409, 'refusing to merge unrelated histories');
      throw error;
    }
  }

  private async treesOf(repository: RepositoryRecord, commits: readonly string[]): Promise<readonly string[]> {
    const args = ['rev-parse', ...commits.map((commit) => `${commit}^{tree}`)];
    return (await this.git.text(repository.path, args)).split('\n');
  }

  private emptyTree(repository: RepositoryRecord): Promise<string> {
    return this.git.text(repository.path, ['mktree'], { input: '' });
  }

  private commitTree(
    repository: RepositoryRecord,
    tree: string,
    parents: readonly string[],
    message: string,
    author: Signature,
    committer: Signature,
  ): Promise<string> {
    const args = ['commit-tree', tree, ...parents.flatMap((parent) => ['-p', parent])];
    const input = message.endsWith('\n') ? message : `${message}\n`;
    return this.git.text(repository.path, args, { input, env: authorAndCommitter(author, committer) });
  }
}

/** Where somebody else pressed the button, Gitea names the author of the squash below its message, straight after its last line. */
function withCommitter(message: string, poster: Signature, by: Signature): string {
  if (poster.email === by.email) return message;
  const who = `${poster.name} <${poster.email}>`;
  return `${message}\nCo-authored-by: ${who}\nCo-committed-by: ${who}\n`;
}
