import { deployContext, validateContext } from '../agent/agent';
import type { NewStatus, PastStatus } from '../forge';
import { pipelineAccount } from './accounts';
import { environments } from './environments';
import type { StreamCommit } from './history/stream';
import type { GrownRepository } from './history/history';
import { missingTag } from './stories/recommendations';

/** So many of the last deployments of each branch still have their statuses. */
const remembered = 4;
const runMs = 80_000;

/** What the pipeline said about a commit when it was deployed. */
export const pastVerdict = (commit: StreamCommit): 'success' | 'failure' =>
  imageMissing(commit) === undefined ? 'success' : 'failure';

/** The statuses that the last deployments of a repository left behind. */
export function pastStatuses(repository: GrownRepository): readonly PastStatus[] {
  return environments.flatMap(({ name, branch }) =>
    (repository.deployments.get(branch) ?? []).slice(-remembered).flatMap((commit): PastStatus[] => {
      const image = imageMissing(commit);
      const about = { as: pipelineAccount, commit: commit.id, at: new Date(commit.committer.time * 1000 + runMs) };
      const deployed: Pick<NewStatus, 'state' | 'description'> =
        image === undefined
          ? { state: 'success', description: 'All workloads are ready' }
          : { state: 'failure', description: `Cannot pull ${image}` };
      return [
        { ...about, context: validateContext, state: 'success' },
        { ...about, context: deployContext(name), ...deployed },
      ];
    }),
  );
}

function imageMissing(commit: StreamCommit): string | undefined {
  for (const text of commit.files.values()) {
    const image = new RegExp(`image: (\\S+:${missingTag.replaceAll('.', '\\.')})$`, 'm').exec(text)?.[1];
    if (image !== undefined) return image;
  }
  return undefined;
}
