import type { Past, PastPages } from '../../core/fleet/past';
import type { PastDeployment } from '../../core/past/deployment';
import type { DeploymentVerdict } from '../../core/measures/deployment';
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

/** The deployments of one environment as far as somebody looked. Rows come from git at once; how they went, when the forge has answered. */
export class ShownDeployments {
  private readonly read: PastDeployment[] = [];
  private readonly versions = new Map<Sha, string>();
  private readonly verdicts = new Map<Sha, DeploymentVerdict>();
  private judgedTo = 0;
  /** Why the forge did not tell how they went. */
  failure: Message | undefined;

  private constructor(
    private readonly past: Pick<Past, 'versions' | 'verdicts'>,
    private readonly service: string,
    private readonly pages: PastPages,
    private readonly signal: AbortSignal,
  ) {}

  /** @throws RulesError, GitError */
  static async open(
    past: Pick<Past, 'pages' | 'versions' | 'verdicts'>,
    { service, environment }: { readonly service: string; readonly environment: string },
    signal: AbortSignal,
  ): Promise<ShownDeployments> {
    return new ShownDeployments(past, service, await past.pages(service, environment, signal), signal);
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

  get rows(): readonly HistoryRow[] {
    return this.read.map((deployment, at) => ({
      deployment,
      version: this.versions.get(deployment.commit),
      verdict: at < this.judgedTo ? (this.verdicts.get(deployment.commit) ?? 'unknown') : 'asking',
    }));
  }

  /** Reads further back. @throws GitError where history is missing */
  async more(count: number): Promise<void> {
    const page = await this.pages.next(count);
    const versions = await this.past.versions(
      this.service,
      page.map(({ commit }) => commit),
      this.signal,
    );
    for (const [commit, version] of versions) this.versions.set(commit, version);
    this.read.push(...page);
  }

  /** Asks how those went of which nobody was asked so far. What an earlier branch has as well was judged there. */
  async judge(): Promise<void> {
    const { length } = this.read;
    const open = this.read.slice(this.judgedTo, length).filter(({ isJudgedEarlier }) => !isJudgedEarlier);
    const commits = open.map(({ commit }) => commit);
    try {
      const { verdicts, failure } = await this.past.verdicts(this.service, commits, this.signal);
      for (const [commit, verdict] of verdicts) this.verdicts.set(commit, verdict);
      this.failure = failure;
    } finally {
      // Of what was asked in vain nothing is known.
      this.judgedTo = Math.max(this.judgedTo, length);
    }
  }
}
