import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { LiveObject } from '../../../src/core/cluster/live';
import { listAt, mapAt, numberAt } from '../../../src/core/cluster/json';
import { loadSchemas } from '../../../src/core/cluster/schemas/load';
import type { Schemas } from '../../../src/core/cluster/schemas/schema';
import type { ManifestFile } from '../../../src/core/manifest/objects';
import { readManifestFile } from '../../../src/core/manifest/read/readManifestFile';
import type { Kubernetes } from '../../lab/real/kubernetes';

/** Manifests as people write them, of many kinds; another folder of them may be given. */
export const corpus = process.env['BRANCHLINE_CORPUS'] ?? join(import.meta.dirname, '../../corpus');

export interface Source {
  readonly path: string;
  readonly text: string;
  readonly file: ManifestFile;
}

export async function readCorpus(): Promise<readonly Source[]> {
  const names = (await readdir(corpus)).filter((name) => /\.(ya?ml|json)$/.test(name)).sort();
  return Promise.all(
    names.map(async (name) => {
      const text = await readFile(join(corpus, name), 'utf8');
      return { path: join(corpus, name), text, file: readManifestFile(name, text) };
    }),
  );
}

/** How a pipeline brings git to the cluster. */
export type Way = 'clientSide' | 'serverSide';

/** Applies it all with kubectl, definitions first, and waits until the controllers have seen it. */
export async function applyAll(cluster: Kubernetes, sources: readonly Source[], way: Way): Promise<void> {
  const how = way === 'serverSide' ? ['--server-side'] : [];
  const isDefinition = ({ file }: Source) =>
    file.objects.some(({ identity }) => identity.kind === 'CustomResourceDefinition');
  for (const { path } of sources.filter(isDefinition)) await cluster.kubectl(['apply', ...how, '-f', path]);
  await cluster.kubectl(['wait', '--for=condition=Established', 'crd', '--all', '--timeout=50s']);
  for (const { path } of sources.filter((source) => !isDefinition(source))) {
    await cluster.kubectl(['apply', ...how, '-f', path]);
  }
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
  const found: LiveObject[] = [];
  for (const { path } of sources) {
    const text = await cluster.kubectl(['get', '-f', path, '-o', 'json', '--show-managed-fields']);
    const answer: unknown = JSON.parse(text);
    const items = listAt(answer, 'items');
    found.push(...((items.length > 0 ? items : [answer]) as LiveObject[]));
  }
  return found;
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
