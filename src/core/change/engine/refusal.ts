import type { GitopsStatus } from '../../cluster/gitops/status';
import { BranchlineError } from '../../support/errors';
import { inEnglish, message, type Message } from '../../support/message';
import type { BranchOwner } from './owner';

/** What people call an engine. */
export function engineName(source: GitopsStatus['source']): string {
  return {
    argo: 'Argo CD',
    flux: 'Flux',
    kargo: 'Kargo',
    promoter: 'GitOps Promoter',
    hydrator: 'Argo CD (source hydrator)',
  }[source];
}

/** Where it is told that an engine moves a branch. */
export function engineObject({
  kind,
  namespace,
  name,
}: {
  readonly kind: string;
  readonly namespace?: string | undefined;
  readonly name: string;
}): string {
  return `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`;
}

/**
 * Why no pull request of ours is opened towards a branch; nothing where one may be. Where nobody was to look (no cluster is named
 * for the environment, or none is contacted), nothing is known that speaks against it.
 * @param acceptsUnknown a person said that it is theirs to decide
 */
export function engineRefusal(
  owner: BranchOwner | undefined,
  branch: string,
  acceptsUnknown = false,
): Message | undefined {
  if (!owner || owner.kind === 'nobody') return undefined;
  if (owner.kind === 'engine') {
    const { status, observed } = owner;
    return message('{engine} moves {branch} ({object}, {source}): nothing was opened beside it.', {
      engine: engineName(status.source),
      branch,
      object: engineObject(status),
      source: observed.source,
    });
  }
  if (acceptsUnknown || owner.reason === 'notConfigured') return undefined;
  return message('Whether an engine moves {branch} is not known: {why}', {
    branch,
    why: inEnglish(owner.said),
  });
}

/** @throws BranchlineError `engine/owns` where an engine moves the branch, `engine/unknown` where nobody can tell */
export function refuseRival(owner: BranchOwner | undefined, branch: string, acceptsUnknown = false): void {
  const said = engineRefusal(owner, branch, acceptsUnknown);
  if (said) throw new BranchlineError(owner?.kind === 'engine' ? 'engine/owns' : 'engine/unknown', said);
}
