import { mapAt, numberAt, stringAt } from '../json';
import type { LiveObject } from '../live';
import { among } from './among';
import { condition, said } from '../health/verdicts';
import type { GitopsStatus } from './status';

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

/** What a source of Flux has now. */
export interface Origin {
  readonly repository?: string | undefined;
  readonly follows?: string | undefined;
  readonly commit?: string | undefined;
}

export function gitOrigin(source: LiveObject | undefined): Origin {
  return {
    repository: stringAt(source, 'spec', 'url'),
    follows: stringAt(source, 'spec', 'ref', 'branch') ?? stringAt(source, 'spec', 'ref', 'tag'),
    commit: commitOf(stringAt(source, 'status', 'artifact', 'revision')),
  };
}

/** As `flux push artifact` writes it: `--source`, and `--revision` as `branch@sha1:commit`. Source: fluxcd.io, "flux push artifact". */
export function packedOrigin(source: LiveObject | undefined): Origin {
  const annotations = mapAt(source, 'status', 'artifact', 'metadata');
  const revision = stringAt(annotations, 'org.opencontainers.image.revision');
  return {
    repository: stringAt(annotations, 'org.opencontainers.image.source'),
    follows: /^(.+)@sha(?:1|256):/.exec(revision ?? '')?.[1],
    commit: commitOf(revision),
  };
}

/** What an object of Flux refers to, in the namespace that is named there or in its own. */
export function referredTo(
  objects: readonly LiveObject[],
  reference: unknown,
  own: string | undefined,
): LiveObject | undefined {
  const namespace = stringAt(reference, 'namespace') ?? own;
  const [kind, name] = [stringAt(reference, 'kind'), stringAt(reference, 'name')];
  return among(objects).one('source.toolkit.fluxcd.io', kind ?? '', name ?? '', namespace);
}

export function isSuspended(object: LiveObject | undefined): boolean {
  return mapAt(object, 'spec')['suspend'] === true;
}

/** Why what a source has now is not what there is to be had; nothing where it is ready, and its latest word is of its latest generation. */
export function sourceTrouble(source: LiveObject | undefined): Pick<GitopsStatus, 'sync' | 'reason'> | undefined {
  const ready = source && condition(source, 'Ready');
  if (ready && ready.status !== 'True') return { sync: 'unknown', reason: said(ready) };
  const seen = numberAt(source, 'status', 'observedGeneration') ?? 0;
  return !source || !ready || seen < (source.metadata.generation ?? 0) ? { sync: 'unknown' } : undefined;
}

/** The cluster that it deploys to by a kubeconfig of its own; nothing where it is the one that it is in. */
export function kubeconfigOf(object: LiveObject): string | undefined {
  const { kubeConfig } = mapAt(object, 'spec');
  if (kubeConfig === undefined || kubeConfig === null) return undefined;
  const name = stringAt(kubeConfig, 'secretRef', 'name') ?? stringAt(kubeConfig, 'configMapRef', 'name') ?? '';
  return `kubeConfig ${name}`.trim();
}
