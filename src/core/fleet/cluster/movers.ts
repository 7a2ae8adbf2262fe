import { repositoryIdentity } from '../../support/repositoryIdentity';
import { branchOf, type GitopsStatus } from '../../cluster/gitops';
import { groupBy } from '../../support/groupBy';

/** What of those who move branches may concern one branch. */
export interface Moving {
  /** They name the repository and the branch. */
  readonly certain: readonly GitopsStatus[];
  /** They may mean it: which branch, which repository, or which host, is not told. */
  readonly unclear: readonly GitopsStatus[];
}

/** Who is told to move which branch, wherever in the cluster that is told, found by the branch. */
export class Movers {
  private readonly byPlace: ReadonlyMap<string, readonly GitopsStatus[]>;
  private readonly byPath: ReadonlyMap<string, readonly GitopsStatus[]>;

  constructor(statuses: readonly GitopsStatus[]) {
    const movers = statuses.filter(({ move, project }) => move !== undefined || project !== undefined);
    this.byPlace = groupBy(movers, (one) => keyOf(identityIn(one), branchIn(one)));
    this.byPath = groupBy(movers, (one) => keyOf(pathIn(identityIn(one)), branchIn(one)));
  }

  /** @param repositories identities of the addresses of one repository */
  of(repositories: ReadonlySet<string>, branch: string): Moving {
    const certain = [...repositories].flatMap((one) => this.byPlace.get(keyOf(one, branch)) ?? []);
    const vague = [...repositories, ''].flatMap((one) => this.byPlace.get(keyOf(one, '')) ?? []);
    const nameless = this.byPlace.get(keyOf('', branch)) ?? [];
    const paths = new Set([...repositories].map(pathIn).filter((path) => path !== ''));
    // One repository has several hosts at times: by ssh, behind a proxy, as a mirror.
    const elsewhere = [...paths]
      .flatMap((path) => [...(this.byPath.get(keyOf(path, branch)) ?? []), ...(this.byPath.get(keyOf(path, '')) ?? [])])
      .filter((one) => !repositories.has(identityIn(one)));
    return { certain, unclear: [...new Set([...vague, ...nameless, ...elsewhere])] };
  }
}

function identityIn({ repository = '' }: GitopsStatus): string {
  return repositoryIdentity(repository);
}

function branchIn({ follows }: GitopsStatus): string {
  return branchOf(follows) ?? '';
}

/** What stands after the host. */
function pathIn(identity: string): string {
  return identity.slice(identity.indexOf('/') + 1);
}

function keyOf(repository: string, branch: string): string {
  return `${repository}\n${branch}`;
}
