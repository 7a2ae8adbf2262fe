import { condition, said, type Condition } from '../health/verdicts';
import { listAt, mapAt, numberAt, stringAt } from '../json';
import type { LiveObject } from '../live';
import { fluxNotes } from './fluxNotes';
import { commitOf, gitOrigin, isSuspended, kubeconfigOf, packedOrigin, referredTo, sourceTrouble } from './fluxSource';
import { present, type GitopsStatus } from './status';

/**
 * A Flux Kustomization, with its source among `objects` where that is at hand. An OCIRepository holds what was made of a commit: its
 * annotations, and the Kustomization's origin revision, say of which.
 * Source: docs/controllers.md, "Flux"; kustomize-controller, api/v1/kustomization_types.go.
 */
export function fluxStatus(kustomization: LiveObject, objects: readonly LiveObject[]): GitopsStatus {
  const { namespace } = kustomization.metadata;
  const source = referredTo(objects, mapAt(kustomization, 'spec', 'sourceRef'), namespace);
  const isPacked = kindOfSource(kustomization) !== 'GitRepository';
  const origin = isPacked ? packedOrigin(source) : gitOrigin(source);
  const lastApplied = stringAt(kustomization, 'status', isPacked ? 'lastAppliedOriginRevision' : 'lastAppliedRevision');
  const applied = commitOf(lastApplied);
  const attempted = isPacked ? attemptedOrigin(kustomization, source) : attemptedIn(kustomization);
  const ready = condition(kustomization, 'Ready');
  return {
    source: 'flux',
    kind: kustomization.kind,
    name: kustomization.metadata.name,
    namespace: kustomization.metadata.namespace,
    ...present({
      repository: origin.repository,
      follows: origin.follows,
      path: stringAt(kustomization, 'spec', 'path'),
      targetNamespace: stringAt(kustomization, 'spec', 'targetNamespace'),
      elsewhere: kubeconfigOf(kustomization),
      desired: origin.commit,
      attempted,
      applied,
      since: ready?.since,
      healthySince: ready?.status === 'True' && looksAtHealth(kustomization) ? ready.since : undefined,
    }),
    history: isPacked ? [] : historyOf(kustomization, ready, applied),
    ...verdicts(kustomization, source, ready, { applied, attempted }),
    paused: isSuspended(kustomization) || isSuspended(source),
    ...fluxNotes(kustomization, source, objects),
  };
}

function attemptedIn(kustomization: LiveObject): string | undefined {
  return commitOf(stringAt(kustomization, 'status', 'lastAttemptedRevision'));
}

/** It keeps the digest that it attempted alone: of a commit only where that is the artifact at hand. */
function attemptedOrigin(kustomization: LiveObject, source: LiveObject | undefined): string | undefined {
  const attempted = stringAt(kustomization, 'status', 'lastAttemptedRevision');
  const isAtHand = attempted !== undefined && attempted === stringAt(source, 'status', 'artifact', 'revision');
  return isAtHand ? packedOrigin(source).commit : undefined;
}

function kindOfSource(kustomization: LiveObject): string | undefined {
  return stringAt(kustomization, 'spec', 'sourceRef', 'kind');
}

/**
 * Ready is trusted only for the latest generation; not ready with another commit attempted means that what runs is open. Ready alone is
 * applied without an error: healthy only where it is asked to look, and in sync only with what its source has now.
 * Source: kustomize-controller, `checkHealth` in internal/controller/kustomization_controller.go.
 */
function verdicts(
  kustomization: LiveObject,
  source: LiveObject | undefined,
  ready: Condition | undefined,
  { applied, attempted }: { readonly applied: string | undefined; readonly attempted: string | undefined },
): Pick<GitopsStatus, 'sync' | 'health' | 'operation' | 'reason'> {
  const observed = numberAt(kustomization, 'status', 'observedGeneration');
  const outdated = observed === undefined || observed < (kustomization.metadata.generation ?? 0);
  if (!ready || outdated) return { sync: 'unknown', health: 'unknown', operation: 'idle' };
  if (ready.status === 'True') {
    const health = looksAtHealth(kustomization) ? 'healthy' : 'unknown';
    return { ...syncWith(kustomization, source), health, operation: 'idle' };
  }
  const reason = said(ready);
  const sync = attempted === applied ? 'unknown' : 'outOfSync';
  if (ready.status === 'Unknown') return { sync, health: 'progressing', operation: 'running', reason };
  return { sync, health: 'degraded', operation: 'failed', reason };
}

/** Whether it looks how what it applied does, before it is ready. */
function looksAtHealth(kustomization: LiveObject): boolean {
  const { wait } = mapAt(kustomization, 'spec');
  return wait === true || listAt(kustomization, 'spec', 'healthChecks').length > 0;
}

/** What it applied, held against what its source has now: one that fails to fetch knows no newer commit. */
function syncWith(kustomization: LiveObject, source: LiveObject | undefined): Pick<GitopsStatus, 'sync' | 'reason'> {
  const trouble = sourceTrouble(source);
  if (trouble) return trouble;
  const has = stringAt(source, 'status', 'artifact', 'revision');
  const applied = stringAt(kustomization, 'status', 'lastAppliedRevision');
  if (has === undefined || applied === undefined) return { sync: 'unknown' };
  const isSame = has === applied || (source?.kind === 'GitRepository' && commitOf(has) === commitOf(applied));
  return { sync: isSame ? 'synced' : 'outOfSync' };
}

/**
 * What it keeps since 2.7, each commit since it was first reconciled. Older ones only say since when they are ready, which
 * they are not while they apply another commit.
 */
function historyOf(
  kustomization: LiveObject,
  ready: Condition | undefined,
  applied: string | undefined,
): NonNullable<GitopsStatus['history']> {
  const kept = listAt(kustomization, 'status', 'history').flatMap((entry) => {
    const commit = commitOf(stringAt(entry, 'metadata', 'revision'));
    const since = stringAt(entry, 'firstReconciled');
    return commit === undefined || since === undefined ? [] : [{ commit, since }];
  });
  if (kept.length > 0 || ready?.status !== 'True' || applied === undefined || ready.since === undefined) return kept;
  return [{ commit: applied, since: ready.since }];
}
