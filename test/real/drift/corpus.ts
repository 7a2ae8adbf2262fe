import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { LiveObject } from '../../../src/core/cluster/live';
import { listAt, mapAt, numberAt } from '../../../src/core/cluster/json';
import { loadSchemas } from '../../../src/core/cluster/schemas/load';
import type { Schemas } from '../../../src/core/cluster/schemas/schema';
import type { ManifestFile } from '../../../src/core/manifest/objects';
import { readManifestFile } from '../../../src/core/manifest/read/readManifestFile';
import type { Kubernetes } from '../../lab/real/kubernetes';
import { deploying, filesOf, type Deployer, type Way } from './ways';

/** Manifests as people write them, of many kinds; another folder of them may be given. */
const usual = join(import.meta.dirname, '../../corpus');
const fleet = join(import.meta.dirname, '../../lab/fleet/manifests');
export const corpus = process.env['BRANCHLINE_CORPUS'] ?? usual;

export interface Source {
  readonly path: string;
  readonly text: string;
  readonly file: ManifestFile;
}

/** @param folder where manifests are written that are not to be applied as they lie there */
export async function readCorpus(folder: string): Promise<readonly Source[]> {
  const own = (await readdir(corpus)).filter((name) => /\.(ya?ml|json)$/.test(name)).map((name) => join(corpus, name));
  const paths = [...own, ...(corpus === usual ? await copyFleet(folder) : [])];
  return Promise.all(paths.sort().map(readSource));
}

export async function readSource(path: string): Promise<Source> {
  const text = await readFile(path, 'utf8');
  return { path, text, file: readManifestFile(path, text) };
}

/** What the lab's fleet deploys as it is written, in a namespace of its own: some are called as others in the corpus. */
async function copyFleet(folder: string): Promise<readonly string[]> {
  const entries = await readdir(fleet, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile() && /\.yaml$/.test(entry.name) && !entry.parentPath.endsWith('env'))
    .map((entry) => join(entry.parentPath, entry.name));
  const written = paths.map(async (path, index) => {
    const text = await readFile(path, 'utf8');
    if (!/^kind: (?!Kustomization)/m.test(text)) return [];
    const copy = join(folder, `fleet-${index}.yaml`);
    await writeFile(
      copy,
      text
        .split(/^(?=---)/m)
        .map(inFleet)
        .join(''),
    );
    return [copy];
  });
  return (await Promise.all(written)).flat();
}

function inFleet(document: string): string {
  return /^ {2}namespace:/m.test(document)
    ? document
    : document.replace(/^metadata:$/m, 'metadata:\n  namespace: fleet');
}

/** Brings it all to the cluster, definitions first, and waits until the controllers have seen it. */
export async function applyAll(deployer: Deployer, sources: readonly Source[], way: Way): Promise<void> {
  const { cluster } = deployer;
  const named = sources.flatMap(({ file }) => file.objects.flatMap(({ identity }) => identity.namespace ?? []));
  for (const namespace of new Set(named)) await cluster.ensureNamespace(namespace);
  const apply = (some: readonly Source[], part: string) =>
    deploying(way).apply(
      deployer,
      some.map(({ path }) => path),
      part,
    );
  const isDefinition = ({ file }: Source) =>
    file.objects.some(({ identity }) => identity.kind === 'CustomResourceDefinition');
  await apply(sources.filter(isDefinition), 'definitions');
  await cluster.kubectl(['wait', '--for=condition=Established', 'crd', '--all', '--timeout=50s']);
  await apply(
    sources.filter((each) => !isDefinition(each)),
    'objects',
  );
  await settled(cluster);
}

async function settled(cluster: Kubernetes): Promise<void> {
  for (;;) {
    const workloads = await Promise.all(
      ['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet'].map((kind) => cluster.list(kind, 'default')),
    );
    const isSeen = (object: unknown) =>
      (numberAt(object, 'status', 'observedGeneration') ?? 0) >= (numberAt(object, 'metadata', 'generation') ?? 0);
    if (workloads.flat().every(isSeen)) return;
    await pause(200);
  }
}

/** What is live of it now, in the versions of the files, as `kubectl get` hands it out. */
export async function liveOf(cluster: Kubernetes, sources: readonly Source[]): Promise<readonly LiveObject[]> {
  const files = filesOf(sources.map(({ path }) => path));
  const text = await cluster.kubectl(['get', ...files, '-o', 'json', '--show-managed-fields']);
  return listAt(JSON.parse(text), 'items') as LiveObject[];
}

/** The cluster's own schemas, all of them. */
export async function schemasOf(
  cluster: Kubernetes,
): Promise<{ readonly schemas: Schemas; readonly documents: readonly unknown[] }> {
  const paths = Object.values(mapAt(await cluster.as('admin').ask('GET', '/openapi/v3'), 'paths'));
  const documents = await Promise.all(
    paths.map((path) => cluster.as('admin').ask('GET', (path as { serverRelativeURL: string }).serverRelativeURL)),
  );
  return { schemas: loadSchemas(documents, 'cluster'), documents };
}
