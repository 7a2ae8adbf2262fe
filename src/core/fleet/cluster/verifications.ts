import type { ClusterTarget } from '../../catalog/catalog';
import type { Clusters } from '../../cluster/clusters';
import type { KindRef, LiveObject } from '../../cluster/live';
import type { KindSchema } from '../../cluster/schemas/schema';
import { compareManifests } from '../../drift/compare';
import { BranchlineError } from '../../support/errors';
import { message } from '../../support/message';
import { countOf, type DriftReport, type ObjectDrift } from '../../drift/report';
import { verified } from '../../drift/verify';
import type { ManifestFile, ManifestObject, ObjectIdentity } from '../../manifest/objects';
import { identityKey } from '../../manifest/read/identity';

interface Told {
  readonly desired: string;
  readonly resourceVersion: string | undefined;
  readonly predicted: ObjectDrift;
}

interface Question {
  readonly clusters: Pick<Clusters, 'predict'>;
  readonly target: ClusterTarget;
  readonly object: ManifestObject;
  readonly live: LiveObject;
  readonly schemaOf: (kind: KindRef) => KindSchema | undefined;
}

/** The drift of one object before and after the server was asked; nothing where it is not in the report. */
export interface Verified {
  readonly before: ObjectDrift | undefined;
  readonly after: ObjectDrift | undefined;
}

export function nothingToVerify(): BranchlineError {
  return new BranchlineError(
    'drift/nothingToVerify',
    message('Only an object that is both in git and in the cluster can be verified with the server.'),
  );
}

/** What dry runs told of a cell's objects. Each holds for one text of git and one version of what is live. */
export class Verifications {
  private readonly told = new Map<string, Told>();

  /**
   * Asks the server what it would make of an object, and keeps by how much that differs from git. Changes nothing there.
   *
   * @throws BranchlineError where the server may not be asked or does not say
   */
  async ask({ clusters, target, object, live, schemaOf }: Question, signal: AbortSignal): Promise<void> {
    const { identity, value } = object;
    const desired = textOf(object);
    const { resourceVersion } = live.metadata;
    const known = this.told.get(identityKey(identity));
    if (known?.desired === desired && known.resourceVersion === resourceVersion) return;
    const { namespace } = target;
    const applied = { ...identity, namespace: identity.namespace ?? namespace, value };
    const prediction = await clusters.predict(target, applied, signal);
    const [predicted] = compareManifests(
      [{ file: object.file, objects: [object], problems: [] }],
      { objects: [prediction], unseen: () => undefined },
      { schemaOf, namespace },
    ).objects;
    if (!predicted) return;
    this.told.set(identityKey(identity), { desired, resourceVersion, predicted });
  }

  /** The report with what still holds taken into account. */
  applyTo(report: DriftReport, files: readonly ManifestFile[], live: readonly LiveObject[]): DriftReport {
    if (this.told.size === 0) return report;
    const desired = new Map(
      files.flatMap(({ objects }) => objects.map((object) => [identityKey(object.identity), object] as const)),
    );
    const objects = report.objects.map((drift) => {
      const told = this.told.get(identityKey(drift));
      const object = desired.get(identityKey(drift));
      const isSame = told && object && textOf(object) === told.desired && isAt(live, drift, told.resourceVersion);
      return isSame ? verified(drift, told.predicted) : drift;
    });
    return { ...report, objects, counts: countOf(objects) };
  }
}

function isAt(live: readonly LiveObject[], { kind, name }: ObjectIdentity, version: string | undefined): boolean {
  return live.some(
    ({ kind: own, metadata }) => own === kind && metadata.name === name && metadata.resourceVersion === version,
  );
}

function textOf({ value }: ManifestObject): string {
  return JSON.stringify(value, (_key, inner: unknown) => (typeof inner === 'bigint' ? `${inner}n` : inner));
}
