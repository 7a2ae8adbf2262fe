import { meantImages } from '../images/ownVersion';
import type { TreeImages } from '../images/treeImages';
import { imageName } from '../registry/imageName';
import type { PlanMemory } from '../promotion/edge';
import type { DeploymentRecord } from '../promotion/history/history';
import { updateIn } from '../promotion/record/trailers';
import type { Instant } from '../support/clock';
import type { Place } from '../where/change';
import type { PastKind } from './deployment';

/** Tells what kind of deployment each of an environment is. */
export class Kinds {
  constructor(
    private readonly memory: PlanMemory,
    private readonly place: Place,
    private readonly images: TreeImages,
    /** From when on it is told, or equal content is found on the sources: what is older may be a promotion, or a hotfix. */
    private readonly searched: Instant,
  ) {}

  /** @throws GitError where history is missing */
  async kindOf({ origin, commit }: DeploymentRecord, position: number, at: Instant): Promise<PastKind> {
    if (origin.kind === 'promotion' || origin.kind === 'rollback') return origin.kind;
    if (await this.isUpdate(commit, position)) return 'update';
    return origin.kind === 'hotfix' && at <= this.searched ? 'untold' : origin.kind;
  }

  /** What it says counts only for this branch, on top of what it has, and where the images that it names stand there. */
  private async isUpdate(commit: string, position: number): Promise<boolean> {
    const { repository } = this.memory.reader;
    const { chain, branch } = this.place;
    const merged = repository.graph.mergedBy(commit, chain.commits[0] ?? commit);
    const commits = await Promise.all([commit, ...merged.slice(0, 20)].map((one) => repository.commit(one)));
    const said = commits
      .flatMap(({ message }) => updateIn(message) ?? [])
      .find(({ target }) => target.branch === branch && (chain.index.get(target.commit) ?? -1) > position);
    if (!said) return false;
    const stand = new Set(meantImages(await this.images.inTree(repository.graph.tree(commit))).images.map(imageName));
    return said.images.every((name) => stand.has(name));
  }
}
