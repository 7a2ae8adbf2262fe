import { groupBy } from '../../support/groupBy';
import type { Outcome } from '../finding';
import { found, whenKnown, type Check } from './outcome';

/** Whether each environment has a branch of its own, and each promotion joins branches that belong together. */
export const branches: Check = {
  name: 'branches',
  of: ({ service, git }, check) => {
    const shared = [...groupBy(service.environments, ({ branch }) => branch)].flatMap(
      ([branch, sharing]): Outcome[] => {
        const environments = sharing.map(({ name }) => name).join(', ');
        return sharing.length > 1 ? [found('sharedBranch', { environments, branch })] : [];
      },
    );
    const ofGit = whenKnown(git, { check }, ({ heads, defaultBranch, unrelated }) => [
      ...whenKnown(defaultBranch, { check }, (usual) =>
        usual !== undefined && heads.has(usual) ? [] : [found('noDefaultBranch', {})],
      ),
      ...service.environments.flatMap(({ name: environment, branch }) =>
        heads.has(branch) ? [] : [found('branchMissing', { branch }, { environment, spot: { kind: 'environment' } })],
      ),
      ...unrelated.map(({ from, to }) => found('unrelated', { from, to })),
    ]);
    return [...shared, ...ofGit];
  },
};
