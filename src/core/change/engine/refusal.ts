import type { DeclaredEngine } from '../../catalog/movedBy';
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

/** What people call an engine that a catalog names. */
export function declaredName(engine: DeclaredEngine): string | undefined {
  return engine === 'other' ? undefined : engineName(engine === 'argocd' ? 'hydrator' : engine);
}

/**
 * Why no pull request of ours is opened towards a branch; nothing where one may be. Only where the catalog names no cluster for the
 * environment, and does not say who moves it, is nobody to look, and nothing known that speaks against it.
 * @param acceptsUnknown a person said that it is theirs to decide
 */
export function engineRefusal(
  owner: BranchOwner | undefined,
  branch: string,
  acceptsUnknown = false,
): Message | undefined {
  if (!owner || owner.kind === 'nobody' || owner.kind === 'people') return undefined;
  if (owner.kind === 'declared') {
    const engine = declaredName(owner.engine);
    return engine === undefined
      ? message('The catalog says that an engine moves {branch}: nothing was opened beside it.', { branch })
      : message('{engine} moves {branch}, says the catalog: nothing was opened beside it.', { engine, branch });
  }
  if (owner.kind === 'engine') {
    const { status, observed } = owner;
    const denied = message(
      'The catalog says that people move {branch}, and {engine} does ({object}, {source}): nothing was opened. One of both is to be corrected.',
      { branch, engine: engineName(status.source), object: engineObject(status), source: observed.source },
    );
    if (owner.isDenied) return denied;
    return message('{engine} moves {branch} ({object}, {source}): nothing was opened beside it.', {
      engine: engineName(status.source),
      branch,
      object: engineObject(status),
      source: observed.source,
    });
  }
  if (acceptsUnknown) return undefined;
  return message('Whether an engine moves {branch} is not known: {why}', {
    branch,
    why: inEnglish(owner.said),
  });
}

/** What a way back is to be warned of: it is a person's own, and whoever moves the branch may bring back what it takes away. */
export function wayBackWarning(owner: BranchOwner | undefined, branch: string): Message | undefined {
  switch (owner?.kind) {
    case 'engine': {
      const engine = engineName(owner.status.source);
      return message('{engine} moves {branch} ({object}): it may bring back what this takes away.', {
        engine,
        branch,
        object: engineObject(owner.status),
      });
    }
    case 'declared':
      return message('An engine moves {branch}, says the catalog: it may bring back what this takes away.', { branch });
    case 'unknown':
      return message('Whether an engine moves {branch}, and brings back what this takes away, is not known: {why}', {
        branch,
        why: inEnglish(owner.said),
      });
    default:
      return undefined;
  }
}

/** @throws BranchlineError `engine/owns` where an engine moves the branch, `engine/unknown` where nobody can tell */
export function refuseRival(owner: BranchOwner | undefined, branch: string, acceptsUnknown = false): void {
  const said = engineRefusal(owner, branch, acceptsUnknown);
  if (said) throw new BranchlineError(owner?.kind !== 'unknown' ? 'engine/owns' : 'engine/unknown', said);
}
