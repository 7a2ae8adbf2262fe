import type { LandingStyle } from '../../lab';
import type { Edit } from './edits';
import { commitId, type Files } from './objects';
import type { Person } from './people';
import { importStream, type StreamCommit } from './stream';
import { WorkingHours, type Moment } from './time';
import { byHand, candidateBranch, promotionMessage, revertMessage, rollbackMessage } from './messages';

/** A commit together with what of the source's changes is in force there. */
interface Grown extends StreamCommit {
  /** Changes that travel, in the order they were made; an environment's own are not among them. */
  readonly changes: readonly Change[];
  /** Changes that stay on the branch, in the order they were made. */
  readonly own: readonly Change[];
}

/** What one commit changed, and who made it. */
interface Change {
  readonly edits: readonly Edit[];
  readonly by: Person;
  readonly message: string;
}

/** Landed by Branchline (candidate branch, trailers) or by hand (the source branch itself, no trailers). */
export type Promotion = {
  readonly style: LandingStyle;
  readonly made: 'branchline' | 'byHand';
  readonly title?: string;
};

/**
 * Grows the repository of one service in the order in which things happened. Days count backwards from today; within a
 * day, steps are some minutes apart. The same day and steps give the same commits.
 */
export class History {
  private readonly commits: StreamCommit[] = [];
  private readonly chains = new Map<string, Grown[]>();
  /** By edge, e.g. `dev>test`: the source commit promoted last. */
  private readonly baselines = new Map<string, string>();
  private readonly hours: WorkingHours;

  constructor(
    private readonly service: string,
    now: Date,
  ) {
    this.hours = new WorkingHours(now);
  }

  /** The first commit, on `dev`. */
  start(daysAgo: number, by: Person, message: string, files: Files): void {
    this.land('dev', { files, changes: [], own: [], parents: [], by, message, at: this.hours.next(daysAgo) });
  }

  /** A new environment branch: `from` with the environment's own values. */
  environment(branch: string, from: string, daysAgo: number, by: Person, ...own: readonly Edit[]): void {
    const parent = this.head(from);
    const message = `Values of ${branch}`;
    this.land(branch, {
      files: applied(parent.files, own),
      changes: parent.changes,
      own: [{ edits: own, by, message }],
      parents: [parent.id],
      by,
      message,
      at: this.hours.next(daysAgo),
    });
  }

  /** A change that is meant to travel: the usual commit on `dev`, a hotfix elsewhere. */
  commit(branch: string, daysAgo: number, by: Person, message: string, ...edits: readonly Edit[]): void {
    const change = { edits, by, message };
    this.follow(branch, daysAgo, change, { changes: [...this.head(branch).changes, change] });
  }

  /** A change of what belongs to the environment: it never travels. */
  own(branch: string, daysAgo: number, by: Person, message: string, ...edits: readonly Edit[]): void {
    const change = { edits, by, message };
    this.follow(branch, daysAgo, change, { own: [...this.head(branch).own, change] });
  }

  /** Lands on `to` what `from` has and `to` has not. */
  promote(from: string, to: string, daysAgo: number, by: Person, promotion: Promotion): void {
    const source = this.head(from);
    const target = this.head(to);
    const missing = source.changes.filter((change) => !target.changes.includes(change));
    const content = {
      files: applied(target.files, editsOf(missing)),
      changes: [...target.changes, ...missing],
      own: target.own,
    };
    const at = this.hours.next(daysAgo);
    if (promotion.made === 'byHand') {
      this.landByHand(from, to, by, at, content, missing, promotion);
    } else {
      const baseline = this.baselines.get(edge(from, to)) ?? this.origin(to);
      const names = { service: this.service, from, to, source: source.id, baseline, target: target.id };
      this.landCandidate(to, candidateBranch(names), promotionMessage(names), source, by, at, content, promotion.style);
    }
    this.baselines.set(edge(from, to), source.id);
  }

  /** Branchline's *restore state*: back to the deployment `steps` before the head, the environment's own values kept. */
  rollBack(branch: string, steps: number, daysAgo: number, by: Person, reason: string): void {
    const chain = this.chain(branch);
    const head = this.head(branch);
    const restored = this.deployment(branch, steps);
    const first = chain[chain.length - steps]?.id ?? head.id;
    const message = rollbackMessage({
      service: this.service,
      branch,
      restored: restored.id,
      first,
      head: head.id,
      reason,
    });
    this.land(branch, {
      ...this.restored(restored, head),
      parents: [head.id],
      by,
      message,
      at: this.hours.next(daysAgo),
    });
  }

  /** The forge's *Revert* button on the deployment at the head: no trailers. */
  revert(branch: string, daysAgo: number, by: Person): void {
    const head = this.head(branch);
    const before = this.deployment(branch, 1);
    const at = this.hours.next(daysAgo);
    this.land(branch, { ...this.restored(before, head), parents: [head.id], by, message: revertMessage(head), at });
  }

  /** What the repository holds in the end. */
  grown(): GrownRepository {
    const heads = new Map([...this.chains].map(([branch]) => [branch, this.head(branch).id]));
    return { service: this.service, heads, deployments: this.chains, stream: importStream(this.commits, heads) };
  }

  private restored(to: Grown, head: Grown): Pick<Grown, 'files' | 'changes' | 'own'> {
    const since = head.own.filter((change) => !to.own.includes(change));
    return { files: applied(to.files, editsOf(since)), changes: to.changes, own: head.own };
  }

  private landCandidate(
    branch: string,
    candidate: string,
    message: string,
    source: Grown,
    by: Person,
    at: Moment,
    content: Content,
    style: LandingStyle,
  ): void {
    const parent = this.head(branch).id;
    if (style === 'squash') {
      this.land(branch, { ...content, parents: [parent], by, message, at });
      return;
    }
    // A candidate carries the author and date of its source, so that everybody makes the same one.
    const proposed = {
      ...content,
      parents: [parent],
      author: source.author,
      committer: source.committer,
      message: `${message}\n`,
    };
    const commit = { ...proposed, branch, id: commitId(proposed) };
    if (style === 'rebase') {
      this.append(commit);
      return;
    }
    this.commits.push(commit);
    const merged = `Merge branch '${candidate}' into ${branch}`;
    this.land(branch, { ...content, parents: [parent, commit.id], by, message: merged, at });
  }

  private landByHand(
    from: string,
    to: string,
    by: Person,
    at: Moment,
    content: Content,
    missing: readonly Change[],
    promotion: Promotion,
  ): void {
    const parents = [this.head(to).id];
    const message = byHand(from, to, promotion.title);
    switch (promotion.style) {
      case 'squash':
        this.land(to, { ...content, parents, by, message, at });
        return;
      case 'merge':
        this.land(to, { ...content, parents: [...parents, this.head(from).id], by, message, at });
        return;
      case 'rebase':
        for (const change of missing) this.replay(to, by, at, change);
    }
  }

  private replay(branch: string, by: Person, at: Moment, change: Change): void {
    const { files, changes, own, id } = this.head(branch);
    this.append(
      identified(branch, {
        files: applied(files, change.edits),
        changes: [...changes, change],
        own,
        parents: [id],
        author: at.signed(change.by),
        committer: at.signed(by),
        message: `${change.message}\n`,
      }),
    );
  }

  private follow(branch: string, daysAgo: number, change: Change, after: Partial<Content>): void {
    const { files, changes, own, id } = this.head(branch);
    const content = { changes, own, ...after, files: applied(files, change.edits) };
    this.land(branch, {
      ...content,
      parents: [id],
      by: change.by,
      message: change.message,
      at: this.hours.next(daysAgo),
    });
  }

  private land(
    branch: string,
    { by, at, message, ...content }: Content & { parents: readonly string[]; message: string; by: Person; at: Moment },
  ): void {
    const signature = at.signed(by);
    this.append(identified(branch, { ...content, author: signature, committer: signature, message: `${message}\n` }));
  }

  private append(commit: Grown): void {
    this.commits.push(commit);
    this.chains.set(commit.branch, [...(this.chains.get(commit.branch) ?? []), commit]);
  }

  private chain(branch: string): readonly Grown[] {
    return this.chains.get(branch) ?? [];
  }

  /** The commit that the branch began from. */
  private origin(branch: string): string {
    const [parent] = this.chain(branch)[0]?.parents ?? [];
    if (parent === undefined) throw new Error(`${branch} did not begin from another branch`);
    return parent;
  }

  private head(branch: string): Grown {
    return this.deployment(branch, 0);
  }

  private deployment(branch: string, steps: number): Grown {
    const found = this.chain(branch).at(-1 - steps);
    if (!found) throw new Error(`${this.service} has no deployment ${steps} before the head of ${branch}`);
    return found;
  }
}

type Content = Pick<Grown, 'files' | 'changes' | 'own'>;

/** A repository as it will be imported. */
export interface GrownRepository {
  readonly service: string;
  /** Head commits by branch. */
  readonly heads: ReadonlyMap<string, string>;
  /** First-parent chains by branch, oldest first. */
  readonly deployments: ReadonlyMap<string, readonly StreamCommit[]>;
  /** For `git fast-import`. */
  readonly stream: string;
}

const edge = (from: string, to: string): string => `${from}>${to}`;

const editsOf = (changes: readonly Change[]): readonly Edit[] => changes.flatMap((change) => change.edits);

const applied = (files: Files, edits: readonly Edit[]): Files => edits.reduce((text, edit) => edit(text), files);

function identified(branch: string, content: Omit<Grown, 'id' | 'branch'>): Grown {
  return { ...content, branch, id: commitId(content) };
}
