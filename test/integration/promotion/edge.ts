import { planMemory, type EdgeRequest, type PlanMemory } from '../../../src/core/promotion/edge';
import { strict as assert } from 'node:assert';
import { openLocal } from '../../../src/core/git/local';
import type { Repository } from '../../../src/core/git/repository';
import {
  buildPromotion,
  everything,
  type Candidate,
  type PromotionChoice,
} from '../../../src/core/promotion/candidate';
import type { Plan } from '../../../src/core/promotion/plan';
import { planEdge, type PreparedPlan } from '../../../src/core/promotion/planEdge';
import {
  mayBeToldByPullRequests,
  pullRequestTexts,
  type LandedPullRequest,
} from '../../../src/core/promotion/record/pullRequestTexts';
import { pushCandidate } from '../../../src/core/promotion/propose';
import { buildRollback, planRollback, type RollbackMode } from '../../../src/core/promotion/rollback/rollback';
import { promotionRules } from '../../../src/core/promotion/content/rules';
import type { ForgeLanding } from './forgeLandings';
import type { World } from './world';

/** `direct`: the source branch itself is merged, without a candidate; `squashEdited`: the trailers are lost; else as a forge has it. */
export type Landing = 'merge' | 'squash' | 'rebase' | 'squashEdited' | 'direct' | ForgeLanding;

/** Whether what landed says of itself which it was. */
export function isTold(landing: Landing): 'told' | 'untold' {
  if (typeof landing === 'object') return landing.told;
  return landing === 'squashEdited' ? 'untold' : 'told';
}

/** One edge of a world, promoted and rolled back as a team would do it. */
export class EdgeUnderTest {
  readonly memory: PlanMemory;
  private readonly landed: LandedPullRequest[] = [];

  private constructor(
    readonly world: World,
    readonly repository: Repository,
    owned: { readonly paths?: readonly string[]; readonly keys?: readonly string[] },
    readonly from: string,
    readonly to: string,
  ) {
    const environmentOwned = { paths: owned.paths ?? [], keys: owned.keys ?? [] };
    this.memory = planMemory(repository, promotionRules({ environmentOwned }));
  }

  static async of(
    world: World,
    owned: { readonly paths?: readonly string[]; readonly keys?: readonly string[] } = {},
    from = 'dev',
    to = 'test',
  ): Promise<EdgeUnderTest> {
    return new EdgeUnderTest(world, await openLocal(world.path), owned, from, to);
  }

  async prepared(told: Pick<EdgeRequest, 'pullRequests' | 'pinned'> = {}): Promise<PreparedPlan> {
    const [source, target] = await Promise.all([this.repository.head(this.from), this.repository.head(this.to)]);
    const request = { from: this.from, to: this.to, source, target, ...told };
    const prepared = await planEdge(this.memory, request);
    if (this.landed.length === 0 || !mayBeToldByPullRequests(prepared)) return prepared;
    return planEdge(this.memory, { ...request, pullRequests: pullRequestTexts(this.landed, this.from) });
  }

  /** From now on the forge tells that the source branch itself landed by a pull request. */
  landedByPullRequest(
    mergeCommit: string,
    { source, target }: { readonly source: string; readonly target: string },
  ): void {
    const [head, base] = [
      { branch: this.from, commit: source },
      { branch: this.to, commit: target },
    ];
    this.landed.push({ body: '', head, base, mergeCommit });
  }

  async plan(told: Pick<EdgeRequest, 'pullRequests' | 'pinned'> = {}): Promise<Plan> {
    return (await this.prepared(told)).plan;
  }

  /** Pushes the candidate and lands it; gives the new head of the target. */
  async promote(
    landing: Landing,
    choice: PromotionChoice = { ...everything, reintroduced: 'include' },
  ): Promise<string> {
    const prepared = await this.prepared();
    const candidate = await buildPromotion(this.memory, prepared, choice);
    if (choice.items.kind === 'all') assert.equal(candidate.tree, prepared.plan.prediction.tree);
    return this.land(candidate, landing);
  }

  async rollback(mode: RollbackMode, landing: Landing): Promise<string> {
    const head = await this.repository.head(this.to);
    const plan = await planRollback(this.memory, { branch: this.to, head, mode });
    return this.land(await buildRollback(this.memory, plan), landing);
  }

  /** What `git revert`, or the button of a forge, does to one deployment. */
  async revert(deployment: string): Promise<string> {
    const head = await this.repository.head(this.to);
    const mode = { kind: 'undo', deployments: [deployment] } as const;
    const candidate = await buildRollback(
      this.memory,
      await planRollback(this.memory, { branch: this.to, head, mode }),
    );
    const { tree } = candidate;
    await this.push(candidate); // brings the tree into the repository
    return this.world.commit(this.to, `Revert "it"\n\nThis reverts commit ${deployment}.\n`, {}, { tree });
  }

  async push(candidate: Candidate): Promise<void> {
    await pushCandidate(this.repository, { url: this.world.path, where: 'world' }, candidate);
  }

  async land(candidate: Candidate, landing: Landing): Promise<string> {
    await this.push(candidate);
    const { commit, tree, record } = candidate;
    const branch = candidate.base.branch;
    if (typeof landing === 'object') return this.landAs(candidate, landing);
    switch (landing) {
      case 'merge':
        return this.world.commit(
          branch,
          `Merge pull request #7 from ${candidate.branch}\n`,
          {},
          { merge: [commit], tree },
        );
      case 'squash':
        return this.world.commit(branch, `${record.title} (#7)\n\n* ${record.message}\n`, {}, { tree });
      case 'direct': {
        const source = this.world.head(this.from);
        return this.world.commit(branch, `Merge branch '${this.from}' into ${branch}\n`, {}, { merge: [source], tree });
      }
      case 'squashEdited':
        return this.world.commit(branch, 'Ship it (#7)\n', {}, { tree });
      case 'rebase':
        return this.world.commit(branch, record.message, {}, { tree });
    }
  }

  /** By the forge's own texts. */
  private async landAs(
    { commit, tree, record, base, branch: head }: Candidate,
    landing: ForgeLanding,
  ): Promise<string> {
    const { title, body, message: ofCommit } = record;
    const proposed = { number: 7, title, body, head, base: base.branch, message: ofCommit };
    const { message, squash = '' } = landing.texts(proposed);
    switch (landing.makes) {
      case 'merge':
        return this.world.commit(base.branch, `${message}\n`, {}, { merge: [commit], tree });
      case 'commit':
        return this.world.commit(base.branch, `${message}\n`, {}, { tree });
      case 'squashMerged': {
        const squashed = await this.world.commit('squashed', `${squash}\n`, {}, { tree, onto: base.commit });
        return this.world.commit(base.branch, `${message}\n`, {}, { merge: [squashed], tree });
      }
      case 'fastForward':
        await this.world.reset(base.branch, commit);
        return commit;
    }
  }

  dispose(): void {
    this.repository.dispose();
    this.world.dispose();
  }
}

export const landings = ['merge', 'squash', 'rebase'] as const;

/** A value of an item as a test names it. */
export function valueText(value: unknown): string {
  return String(value);
}
