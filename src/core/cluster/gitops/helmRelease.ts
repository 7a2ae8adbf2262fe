import { customHealth } from '../health/custom';
import { condition, said } from '../health/verdicts';
import { listAt, mapAt, numberAt, stringAt } from '../json';
import type { LiveObject } from '../live';
import { message } from '../../support/message';
import { fluxNotes } from './fluxNotes';
import {
  gitOrigin,
  isSuspended,
  kubeconfigOf,
  packedOrigin,
  referredTo,
  sourceTrouble,
  type Origin,
} from './fluxSource';
import { present, type GitopsStatus } from './status';

/** What a release takes its chart from, as far as it is at hand. */
interface ChartSource {
  readonly source: LiveObject | undefined;
  /** Of a chart in a Git repository. */
  readonly path?: string | undefined;
  /** Whether each commit makes a version of its own; else only a new version in `Chart.yaml` is deployed. */
  readonly byCommit: boolean;
}

/**
 * A HelmRelease whose chart lies in a Git repository, or was packed from one: which commit it deploys its chart's version tells, where each commit makes
 * one (`reconcileStrategy: Revision`; then it ends with 12 digits of the commit), or the digest of the packed chart. Nothing for a
 * chart of a Helm repository: that is no branch's.
 * Source: helm-controller, api/v2 (`HelmReleaseStatus`, `Snapshot`); source-controller, `buildFromTarballArtifact`.
 */
export function helmReleaseStatuses(release: LiveObject, objects: readonly LiveObject[]): GitopsStatus[] {
  const chart = chartOf(release, objects);
  if (!chart) return [];
  const { source, path } = chart;
  const isGit = source?.kind === 'GitRepository';
  const origin = isGit ? gitOrigin(source) : packedOrigin(source);
  const [latest] = listAt(release, 'status', 'history');
  const isDeployed = stringAt(latest, 'status') === 'deployed';
  const applied = isDeployed ? commitBy(chart, origin, latest) : undefined;
  const ready = condition(release, 'Ready');
  const health = healthOf(release);
  return [
    {
      source: 'flux',
      kind: release.kind,
      name: release.metadata.name,
      namespace: release.metadata.namespace,
      ...present({
        repository: origin.repository,
        follows: origin.follows,
        path,
        targetNamespace: stringAt(release, 'spec', 'targetNamespace') ?? release.metadata.namespace,
        elsewhere: kubeconfigOf(release),
        desired: origin.commit,
        attempted: attemptedBy(release, chart, origin),
        applied,
        since: ready?.since,
        healthySince: health === 'healthy' ? ready?.since : undefined,
      }),
      history: applied === undefined ? [] : deployedAt(applied, latest),
      ...verdicts(release, chart, { applied, wanted: origin.commit }),
      health,
      paused: isSuspended(release) || isSuspended(source),
      ...notesOf(release, chart, objects),
    },
  ];
}

function chartOf(release: LiveObject, objects: readonly LiveObject[]): ChartSource | undefined {
  const own = release.metadata.namespace;
  const reference = mapAt(release, 'spec', 'chartRef');
  if (reference['kind'] === 'HelmChart') return packedBy(referredTo(objects, reference, own), objects);
  if (reference['kind'] === 'OCIRepository') return { source: referredTo(objects, reference, own), byCommit: true };
  const template = mapAt(release, 'spec', 'chart', 'spec');
  if (stringAt(template, 'sourceRef', 'kind') !== 'GitRepository') return undefined;
  return chartIn(template, referredTo(objects, template['sourceRef'], own));
}

/** A HelmChart names a source of its own namespace. */
function packedBy(chart: LiveObject | undefined, objects: readonly LiveObject[]): ChartSource | undefined {
  const spec = mapAt(chart, 'spec');
  if (stringAt(spec, 'sourceRef', 'kind') !== 'GitRepository') return undefined;
  return chartIn(spec, referredTo(objects, spec['sourceRef'], chart?.metadata.namespace));
}

function chartIn(spec: unknown, source: LiveObject | undefined): ChartSource {
  return { source, path: stringAt(spec, 'chart'), byCommit: stringAt(spec, 'reconcileStrategy') === 'Revision' };
}

/** The commit that a release was made of, where it is the one that the source has: an older one is told by no whole name. */
function commitBy({ source, byCommit }: ChartSource, { commit }: Origin, deployed: unknown): string | undefined {
  if (!byCommit || commit === undefined) return undefined;
  const isIt =
    source?.kind === 'GitRepository'
      ? namesCommit(stringAt(deployed, 'chartVersion'), commit)
      : isDigest(stringAt(deployed, 'ociDigest'), source);
  return isIt ? commit : undefined;
}

function attemptedBy(release: LiveObject, { source, byCommit }: ChartSource, { commit }: Origin): string | undefined {
  if (!byCommit || commit === undefined) return undefined;
  const isIt =
    source?.kind === 'GitRepository'
      ? namesCommit(stringAt(release, 'status', 'lastAttemptedRevision'), commit)
      : isDigest(stringAt(release, 'status', 'lastAttemptedRevisionDigest'), source);
  return isIt ? commit : undefined;
}

/** `1.2.0+0123456789ab`, and `.N` after it where values are read of files. */
function namesCommit(version: string | undefined, commit: string): boolean {
  const digits = /\+([0-9a-f]{12})(?:\.\d{1,19})?$/.exec(version ?? '')?.[1];
  return digits !== undefined && commit.startsWith(digits);
}

function isDigest(digest: string | undefined, source: LiveObject | undefined): boolean {
  const revision = stringAt(source, 'status', 'artifact', 'revision');
  return digest !== undefined && digest !== '' && revision?.endsWith(digest) === true;
}

function deployedAt(commit: string, deployed: unknown): NonNullable<GitopsStatus['history']> {
  const since = stringAt(deployed, 'lastDeployed');
  return since === undefined ? [] : [{ commit, since }];
}

function verdicts(
  release: LiveObject,
  { source, byCommit }: ChartSource,
  { applied, wanted }: { readonly applied: string | undefined; readonly wanted: string | undefined },
): Pick<GitopsStatus, 'sync' | 'operation' | 'reason'> {
  const ready = condition(release, 'Ready');
  if (!ready || isOutdated(release)) return { sync: 'unknown', operation: 'idle' };
  const reason = { reason: said(ready) };
  if (ready.status === 'Unknown') return { sync: 'unknown', operation: 'running', ...reason };
  if (ready.status !== 'True') return { sync: 'unknown', operation: 'failed', ...reason };
  const trouble = sourceTrouble(source);
  if (trouble) return { ...trouble, operation: 'idle' };
  if (!byCommit || wanted === undefined) return { sync: 'unknown', operation: 'idle' };
  return { sync: applied === wanted ? 'synced' : 'outOfSync', operation: 'idle' };
}

function isOutdated(release: LiveObject): boolean {
  const observed = numberAt(release, 'status', 'observedGeneration');
  return observed === undefined || observed < (release.metadata.generation ?? 0);
}

/** Ready is healthy only where it waits for what it has applied. */
function healthOf(release: LiveObject): GitopsStatus['health'] {
  if (isOutdated(release)) return 'unknown';
  // That nothing more comes while it is suspended is told beside; how it does is what it said last.
  const found = customHealth({ ...release, spec: { ...mapAt(release, 'spec'), suspend: false } });
  if (found?.verdict !== 'healthy') return found?.verdict ?? 'unknown';
  const waits = ['install', 'upgrade'].every((step) => mapAt(release, 'spec', step)['disableWait'] !== true);
  return waits ? 'healthy' : 'unknown';
}

function notesOf(
  release: LiveObject,
  { source, byCommit }: ChartSource,
  objects: readonly LiveObject[],
): Pick<GitopsStatus, 'notes' | 'wishes'> {
  const told = fluxNotes(release, source, objects);
  if (byCommit) return told;
  const byVersion = message(
    'It deploys a new version in Chart.yaml, and not each commit (reconcileStrategy): which commit it deployed is not told.',
  );
  return { ...told, notes: [byVersion, ...(told.notes ?? [])] };
}
