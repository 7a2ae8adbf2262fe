import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import type { LiveObject } from '../../../src/core/cluster/live';
import { bundledSchema } from '../../../src/core/cluster/schemas/bundled';
import { compareManifests } from '../../../src/core/drift/compare';
import type { ManifestFile, ManifestObject } from '../../../src/core/manifest/objects';
import { readManifestFile } from '../../../src/core/manifest/read/readManifestFile';
import { encoded, fieldsOf, withoutContainers } from './fieldsV1';
import { created } from './served';

/**
 * The corpus as Flux's own `ssa/normalize` 0.78 sends it (`sent`), and what the defaulting code of Kubernetes 1.37 makes of
 * that (`live`). Owners are put down as an apply's are.
 */
interface Written {
  readonly sent: LiveObject;
  readonly live: LiveObject;
}

const corpus = join(import.meta.dirname, '../../corpus');
const written = JSON.parse(readFileSync(join(import.meta.dirname, 'fixtures/flux.json'), 'utf8')) as readonly Written[];
const git = readdirSync(corpus).map((name) => readManifestFile(name, readFileSync(join(corpus, name), 'utf8')));

/** As the server answers it, with what Flux owns of it. */
function served({ sent, live }: Written): LiveObject {
  const fieldsV1 = encoded(withoutContainers(fieldsOf(sent, bundledSchema(sent))));
  const apply = { manager: 'kustomize-controller', operation: 'Apply', apiVersion: sent.apiVersion, time: created };
  const metadata = { creationTimestamp: created, ...live.metadata, managedFields: [{ ...apply, fieldsV1 }] };
  return { ...live, metadata };
}

function isSame({ apiVersion, kind, metadata }: LiveObject, { identity }: ManifestObject): boolean {
  return (
    apiVersion === identity.apiVersion &&
    kind === identity.kind &&
    metadata.name === identity.name &&
    metadata.namespace === identity.namespace
  );
}

function found(file: ManifestFile, object: ManifestObject, live: LiveObject): readonly string[] {
  const { objects } = compareManifests(
    [{ ...file, problems: [], objects: [object] }],
    { objects: [live], unseen: () => undefined },
    { schemaOf: bundledSchema },
  );
  return objects.flatMap(({ kind, name, fields }) =>
    fields.map(({ path, verdict }) => `${kind}/${name} ${path} ${verdict}`),
  );
}

describe('What Flux sends beyond what git says', () => {
  it('is no drift, for any object of the corpus', () => {
    let compared = 0;
    const alarms = git.flatMap((file) =>
      file.objects.flatMap((object) => {
        const one = written.find(({ live }) => isSame(live, object));
        if (!one) return [];
        compared += 1;
        return found(file, object, served(one));
      }),
    );
    assert.deepEqual(alarms, []);
    assert.ok(compared >= 310, String(compared));
  });

  it('is no drift in a namespace, of which it sends an empty spec that the server fills', () => {
    const file = readManifestFile('namespace.yaml', 'apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n');
    const [object] = file.objects;
    assert.ok(object);
    const labels = {
      'kustomize.toolkit.fluxcd.io/name': 'lab',
      'kustomize.toolkit.fluxcd.io/namespace': 'flux-system',
    };
    const owned = Object.fromEntries(Object.keys(labels).map((key) => [`f:${key}`, {}]));
    const apply = { manager: 'kustomize-controller', operation: 'Apply', apiVersion: 'v1', time: created };
    const fieldsV1 = { 'f:metadata': { 'f:labels': owned }, 'f:spec': {} };
    const live = {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: 'shop', creationTimestamp: created, labels, managedFields: [{ ...apply, fieldsV1 }] },
      spec: { finalizers: ['kubernetes'] },
      status: { phase: 'Active' },
    };
    assert.deepEqual(found(file, object, live), []);
  });
});
