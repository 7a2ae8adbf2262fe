import { listAt, mapAt, stringAt } from '../json';
import type { LiveObject } from '../live';
import { among } from './among';
import { promoterRepository } from './promoterRepository';
import { present, type GitopsStatus } from './status';

/**
 * A ChangeTransferPolicy that stands for itself: it moves its active branch as those do that a strategy makes, which tells more of
 * them. How far it is, it tells by its strategy alone here.
 * Source: gitops-promoter, api/v1alpha1/changetransferpolicy_types.go.
 */
export function changeTransferStatuses(policy: LiveObject, objects: readonly LiveObject[]): GitopsStatus[] {
  const isOfStrategy = listAt(policy, 'metadata', 'ownerReferences').some(
    (owner) => stringAt(owner, 'kind') === 'PromotionStrategy' && isAmong(stringAt(owner, 'uid'), objects),
  );
  if (isOfStrategy) return [];
  const from = stringAt(policy, 'spec', 'proposedBranch');
  return [
    {
      source: 'promoter',
      kind: policy.kind,
      name: policy.metadata.name,
      namespace: policy.metadata.namespace,
      ...present({
        repository: promoterRepository(policy, objects),
        follows: stringAt(policy, 'spec', 'activeBranch'),
        path: stringAt(policy, 'spec', 'activePath'),
      }),
      sync: 'unknown',
      health: 'unknown',
      operation: 'idle',
      paused: false,
      move: {
        from: from === undefined ? [] : [from],
        gates: listAt(policy, 'spec', 'proposedCommitStatuses').map((one) => ({
          name: stringAt(one, 'key') ?? '?',
          kind: 'unknown',
          said: 'it is not told here',
        })),
        automatic: mapAt(policy, 'spec')['autoMerge'] !== false,
      },
    },
  ];
}

function isAmong(uid: string | undefined, objects: readonly LiveObject[]): boolean {
  return (
    uid !== undefined &&
    among(objects)
      .all('promoter.argoproj.io', 'PromotionStrategy')
      .some(({ metadata }) => metadata.uid === uid)
  );
}
