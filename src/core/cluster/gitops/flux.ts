import { condition, said, type Condition } from '../health/verdicts';
import { listAt, mapAt, numberAt, stringAt } from '../json';
import type { LiveObject } from '../live';
import { fluxNotes } from './fluxNotes';
import { present, type GitopsStatus } from './status';

/**
 * The commit in a revision of Flux that stems from Git: `main@sha1:<commit>`, in older versions `main/<commit>`.
 * Undefined for what names no commit (a digest without a name, a chart's version). A digest of an artifact (`latest@sha256:…`) looks as
 * a commit of a repository with long names does: only its source tells them apart, and so callers ask of Git's revisions alone.
 *
 * @see docs/controllers.md, "Flux"
 */
export function commitOf(revision: string | undefined): string | undefined {
  return /(?:@sha1:|@sha256:|\/|^sha1:|^)([0-9a-f]{64}|[0-9a-f]{40})$/.exec(revision ?? '')?.[1];
}

/**
 * A Flux Kustomization, with its source among `objects` where that is at hand. An OCIRepository holds what was made of a commit: its
 * annotations, and the Kustomization's origin revision, say of which.
 * Source: docs/controllers.md, "Flux"; kustomize-controller, api/v1/kustomization_types.go.
 */
export function fluxStatus(kustomization: LiveObject, objects: readonly LiveObject[]): GitopsStatus {
  const source = sourceOf(kustomization, objects);
  const isPacked = kindOfSource(kustomization) !== 'GitRepository';
  const origin = isPacked ? originOf(source) : gitOrigin(source);
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

interface Origin {
  readonly repository?: string | undefined;
  readonly follows?: string | undefined;
  readonly commit?: string | undefined;
}

function gitOrigin(source: LiveObject | undefined): Origin {
  return {
    repository: stringAt(source, 'spec', 'url'),
    follows: stringAt(source, 'spec', 'ref', 'branch') ?? stringAt(source, 'spec', 'ref', 'tag'),
    commit: commitOf(stringAt(source, 'status', 'artifact', 'revision')),
  };
}

/** As `flux push artifact` writes it: `--source`, and `--revision` as `branch@sha1:commit`. Source: fluxcd.io, "flux push artifact". */
function originOf(source: LiveObject | undefined): Origin {
  const annotations = mapAt(source, 'status', 'artifact', 'metadata');
  const revision = stringAt(annotations, 'org.opencontainers.image.revision');
  return {
    repository: stringAt(annotations, 'org.opencontainers.image.source'),
    follows: /^(.+)@sha(?:1|256):/.exec(revision ?? '')?.[1],
    commit: commitOf(revision),
  };
}

function attemptedIn(kustomization: LiveObject): string | undefined {
  return commitOf(stringAt(kustomization, 'status', 'lastAttemptedRevision'));
}

/** It keeps the digest that it attempted alone: of a commit only where that is the artifact at hand. */
function attemptedOrigin(kustomization: LiveObject, source: LiveObject | undefined): string | undefined {
  const attempted = stringAt(kustomization, 'status', 'lastAttemptedRevision');
  const isAtHand = attempted !== undefined && attempted === stringAt(source, 'status', 'artifact', 'revision');
  return isAtHand ? originOf(source).commit : undefined;
}

function kindOfSource(kustomization: LiveObject): string | undefined {
  return stringAt(kustomization, 'spec', 'sourceRef', 'kind');
}

function isSuspended(object: LiveObject | undefined): boolean {
  return mapAt(object, 'spec')['suspend'] === true;
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
  const ready = source && condition(source, 'Ready');
  if (ready && ready.status !== 'True') return { sync: 'unknown', reason: said(ready) };
  const seen = numberAt(source, 'status', 'observedGeneration') ?? 0;
  const has = stringAt(source, 'status', 'artifact', 'revision');
  const applied = stringAt(kustomization, 'status', 'lastAppliedRevision');
  if (!source || !ready || seen < (source.metadata.generation ?? 0) || has === undefined || applied === undefined) {
    return { sync: 'unknown' };
  }
  const isSame = has === applied || (source.kind === 'GitRepository' && commitOf(has) === commitOf(applied));
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

function sourceOf(kustomization: LiveObject, objects: readonly LiveObject[]): LiveObject | undefined {
  const reference = mapAt(kustomization, 'spec', 'sourceRef');
  const namespace = stringAt(reference, 'namespace') ?? kustomization.metadata.namespace;
  return objects.find(
    ({ apiVersion, kind, metadata }) =>
      apiVersion.startsWith('source.toolkit.fluxcd.io/') &&
      kind === reference['kind'] &&
      metadata.name === reference['name'] &&
      metadata.namespace === namespace,
  );
}
