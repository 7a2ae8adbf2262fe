import type { Past, PastPages } from '../../core/fleet/past';
import type { PastDeployment } from '../../core/past/deployment';
import type { DeploymentVerdict } from '../../core/measures/deployment';
import type { DownHosts } from '../../core/measures/verdictSource';
import type { Message } from '../../core/support/message';
import type { Sha } from '../../core/support/sha';
import type { ShownVerdict } from '../words/deployment';

/** A deployment with what is known of it so far. */
export interface HistoryRow {
  readonly deployment: PastDeployment;
  /** Of the service's own image; nothing where that cannot be told. */
  readonly version: string | undefined;
  readonly verdict: ShownVerdict;
}

/** How many are read at once. */
export const pageSize = 25;

type Asked = Pick<Past, 'pages' | 'versions' | 'verdicts' | 'landed'>;

interface Where {
  readonly service: string;
  readonly environment: string;
}

/** The deployments of one environment as far as somebody looked. Rows come from git at once; what the forge says of them, when it has answered. */
export class ShownDeployments {
  private read: readonly PastDeployment[] = [];
  private readonly versions = new Map<Sha, string>();
  private readonly verdicts: Map<Sha, DeploymentVerdict>;
  private judgedTo = 0;
  private isTold = false;
  /** What reads rows goes one after another, and so does what asks. */
  private reading: Promise<unknown> = Promise.resolve();
  private asking: Promise<unknown> = Promise.resolve();
  private readonly down: DownHosts = new Map();
  /** Why the forge did not tell how they went, or what merged pull requests say. */
  failure: Message | undefined;

  private constructor(
    private readonly past: Asked,
    private readonly where: Where,
    private pages: PastPages,
    private readonly signal: AbortSignal,
    known: ReadonlyMap<Sha, DeploymentVerdict>,
  ) {
    this.verdicts = new Map(known);
  }

  /** @param known verdicts that were told before of these commits, and are not asked for again @throws RulesError, GitError */
  static async open(
    past: Asked,
    where: Where,
    signal: AbortSignal,
    known: ReadonlyMap<Sha, DeploymentVerdict> = new Map(),
  ): Promise<ShownDeployments> {
    const pages = await past.pages(where.service, where.environment, signal);
    return new ShownDeployments(past, where, pages, signal, known);
  }

  get head(): Sha | undefined {
    return this.pages.head;
  }

  /** How many more there are, as far as the branch is followed. */
  get left(): number {
    return this.pages.count - this.read.length;
  }

  /** The branch is longer than it is followed. */
  get isCut(): boolean {
    return this.pages.isCut;
  }

  /** What is final. */
  get judged(): ReadonlyMap<Sha, DeploymentVerdict> {
    return new Map([...this.verdicts].filter(([, verdict]) => verdict !== 'unknown'));
  }

  get rows(): readonly HistoryRow[] {
    return this.read.map((deployment, at) => ({
      deployment,
      version: this.versions.get(deployment.commit),
      verdict: this.verdicts.get(deployment.commit) ?? (at < this.judgedTo ? 'unknown' : 'asking'),
    }));
  }

  /** Reads further back. The rows stay where their versions cannot be read. @throws GitError where history is missing */
  more(count: number): Promise<void> {
    return this.oneByOne(async () => {
      const page = await this.pages.next(count);
      this.read = [...this.read, ...page];
      const commits = page.map(({ commit }) => commit);
      const versions = await this.past.versions(this.where.service, commits, this.signal);
      for (const [commit, version] of versions) this.versions.set(commit, version);
    });
  }

  /** Asks the forge of what nobody was asked so far. What an earlier branch has as well was judged there. */
  judge(): Promise<void> {
    const judging = this.asking.then(async () => {
      await this.hearLanded();
      await this.hearVerdicts();
    });
    this.asking = judging.catch(() => undefined);
    return judging;
  }

  private async hearVerdicts(): Promise<void> {
    const { length } = this.read;
    const open = this.read.slice(this.judgedTo, length).filter((one) => !one.isJudgedEarlier);
    const commits = open.map(({ commit }) => commit).filter((commit) => !this.verdicts.has(commit));
    try {
      if (commits.length === 0) return;
      const { verdicts, failure } = await this.past.verdicts(this.where.service, commits, this.signal, this.down);
      for (const [commit, verdict] of verdicts) this.verdicts.set(commit, verdict);
      // What an earlier page was not told is still not known.
      this.failure ??= failure;
    } finally {
      // Of what was asked in vain nothing is known.
      this.judgedTo = Math.max(this.judgedTo, length);
    }
  }

  /** Where a promotion cannot be told from a hotfix, merged pull requests may say; then the same rows are read again by that. */
  private async hearLanded(): Promise<void> {
    if (this.isTold || !this.read.some(({ kind }) => kind === 'untold')) return;
    const { service, environment } = this.where;
    const { texts, failure } = await this.past.landed(service, environment, this.signal, this.down);
    this.isTold = true;
    this.failure ??= failure;
    if (failure) return;
    await this.oneByOne(async () => {
      const pages = await this.past.pages(service, environment, this.signal, texts);
      const read = await pages.next(this.read.length);
      if (pages.head !== this.pages.head) return; // it moved: all is read anew
      this.pages = pages;
      this.read = read;
    });
  }

  private oneByOne(work: () => Promise<void>): Promise<void> {
    const done = this.reading.then(work);
    this.reading = done.catch(() => undefined);
    return done;
  }
}
