import type { ContentRules } from '../../catalog/catalog';
import { isRollout } from '../../cluster/rollouts/read';
import type { Repository } from '../../git/repository';
import { renderEnvironment } from '../../manifest/render/renderEnvironment';
import type { Sha } from '../../support/sha';
import { treeFiles } from '../treeFiles';

/**
 * Whether an environment's manifests hold an Argo Rollout at a commit: only then has a cluster to be asked whether it is through.
 * What cannot be rendered may: the cluster tells whether it has any.
 * @throws GitError; the signal's reason
 */
export async function namesRollouts(
  repository: Repository,
  commit: Sha,
  content: ContentRules,
  environment: string,
  signal: AbortSignal,
): Promise<boolean> {
  const files = await treeFiles(repository, (await repository.commit(commit)).tree);
  const rendered = await renderEnvironment(files, content, environment, { signal });
  return rendered.kind !== 'rendered' || rendered.objects.some(({ identity }) => isRollout(identity));
}
