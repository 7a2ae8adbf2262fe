import { listAt } from '../cluster/json';
import type { LiveObject } from '../cluster/live';
import type { ManifestFile, ObjectIdentity } from '../manifest/objects';
import type { LiveState } from './compare';
import { readControllers } from './ownership/controllers';
import { asksToStay, Deployers } from './ownership/deployers';
import { liveIdentity } from './ownership/liveIdentity';
import { nameKey } from './compare/liveIndex';
import { countOf, type DriftReport, type ObjectDrift } from './report';

/** Made by the server beside a Service, with its labels. */
const companions = new Set(['Endpoints', 'EndpointSlice', 'ControllerRevision', 'Event']);

/** What kustomize puts behind the names that it generates. Source: kustomize, `api/hasher`. */
const generated = /^(.+)-[2456789bcdfghkmt]{10}$/;

/**
 * The report with the live objects beside that this branch left behind: the same owner deployed them, or kustomize
 * generated them under an earlier name, and git no longer has them. Only kinds that the live world holds can be seen.
 * They are told apart and do not count as drift. Source: docs/drift.md, "How an answer is found", rung 3; test/unit/drift/cases, case 73.
 */
export function withOrphans(
  report: DriftReport,
  files: readonly ManifestFile[],
  { objects: live, controllers }: Pick<LiveState, 'objects' | 'controllers'>,
  usualNamespace?: string,
): DriftReport {
  // Where not all that git says can be read, nothing can be said to be gone from it.
  if (files.some(({ problems }) => problems.some(({ code }) => !code.startsWith('duplicate')))) return report;
  const desired = files.flatMap(({ objects }) => objects.map(({ identity }) => identity));
  const inGit = new Set(desired.map((identity) => keyOf(identity, usualNamespace)));
  const isInGit = (identity: ObjectIdentity) =>
    inGit.has(keyOf(identity)) || inGit.has(keyOf({ ...identity, namespace: '' }));
  const deployers = new Deployers(live, controllers && readControllers(controllers).deployers);
  const known = live.flatMap((object) => {
    const identity = liveIdentity(object);
    return identity ? [{ object, identity, isKept: isInGit(identity) }] : [];
  });
  const own = new Set(known.flatMap(({ object, isKept }) => (isKept ? (deployers.of(object) ?? []) : [])));
  const bases = new Map(desired.flatMap((identity) => baseOf(identity, usualNamespace)));
  const orphans = known.flatMap(({ object, identity, isKept }): readonly ObjectDrift[] => {
    if (isKept || isMade(object) || asksToStay(object)) return [];
    const owner = deployers.of(object);
    if (owner !== undefined) {
      return own.has(owner) ? [orphan(identity, `${owner} deployed it, as it did others of this branch.`)] : [];
    }
    const successor = bases.get(baseOf(identity, usualNamespace)[0]?.[0] ?? '');
    return successor === undefined ? [] : [orphan(identity, `Git generates it as ${successor} by now.`)];
  });
  if (orphans.length === 0) return report;
  const objects = [...report.objects, ...orphans];
  return { ...report, objects, counts: countOf(objects) };
}

function isMade(object: LiveObject): boolean {
  const { kind, metadata } = object;
  return (
    companions.has(kind) ||
    listAt(metadata, 'ownerReferences').length > 0 ||
    metadata['deletionTimestamp'] !== undefined
  );
}

function keyOf(identity: ObjectIdentity, usual = ''): string {
  return `${nameKey(identity)}\u0000${identity.namespace ?? usual}`;
}

/** A generated name without its hash, and the name. */
function baseOf(identity: ObjectIdentity, usual = ''): readonly (readonly [string, string])[] {
  const { kind, name } = identity;
  const [, base] = (kind === 'ConfigMap' || kind === 'Secret' ? generated.exec(name) : null) ?? [];
  return base === undefined ? [] : [[keyOf({ ...identity, name: base }, usual), name]];
}

function orphan(identity: ObjectIdentity, reason: string): ObjectDrift {
  return { ...identity, verdict: 'orphan', reason, fields: [] };
}
