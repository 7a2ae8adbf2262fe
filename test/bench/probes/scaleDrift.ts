import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Clusters } from '../../../src/core/cluster/clusters';
import { loadKubeconfig } from '../../../src/core/cluster/kubeconfig';
import { kindKey } from '../../../src/core/cluster/live';
import { bundledSchema } from '../../../src/core/cluster/schemas/bundled';
import { compareManifests } from '../../../src/core/drift/compare';
import { hasDrift } from '../../../src/core/drift/report';
import { liveStateOf } from '../../../src/core/fleet/cluster/clusterFacts';
import { readManifestFile } from '../../../src/core/manifest/read/readManifestFile';
import { manifestsIn, type Scale, type ScaleService } from '../../lab/real/scale';

const run = promisify(execFile);

const paths = [
  ['ConfigMap', '/api/v1/configmaps'],
  ['Deployment', '/apis/apps/v1/deployments'],
  ['Secret', '/api/v1/secrets'],
  ['Service', '/api/v1/services'],
  ['ServiceAccount', '/api/v1/serviceaccounts'],
] as const;

/** What a branch says, as text. */
interface CellText {
  readonly namespace: string;
  readonly files: readonly (readonly [string, string])[];
}

export function textsOf({ grown }: Scale, services: readonly ScaleService[]): readonly CellText[] {
  return services.flatMap(({ name, cells }) =>
    cells.map(({ environment, namespace }) => {
      const files = grown.get(name)?.deployments.get(environment)?.at(-1)?.files ?? new Map<string, string>();
      return { namespace, files: [...files].filter(([path]) => path.endsWith('.yaml')) };
    }),
  );
}

const read = (texts: readonly CellText[]) =>
  texts.map(({ namespace, files }) => ({
    namespace,
    files: files.map(([path, text]) => readManifestFile(path, text)),
  }));

/** The least that anybody has to do: read the manifests, list each kind once, parse the answers. */
export async function floor({ kubernetes }: Scale, texts: readonly CellText[]): Promise<void> {
  const client = kubernetes.as('developer');
  read(texts);
  await Promise.all(
    paths.map(async ([, path]) => {
      let next = '';
      do {
        const page = (await client.ask('GET', `${path}?limit=500${next}`)) as { metadata: { continue?: string } };
        next = page.metadata.continue ? `&continue=${encodeURIComponent(page.metadata.continue)}` : '';
      } while (next !== '');
    }),
  );
}

export interface WatchedDrift {
  /** Compares every cell with what is live. @returns how many have drifted */
  compare(): number;
  dispose(): void;
}

/**
 * From texts and a kubeconfig to all that a comparison needs, with nothing kept from before: sign in, list, keep
 * watching.
 */
export async function watchDrift(scale: Scale, texts: readonly CellText[]): Promise<WatchedDrift> {
  const clusters = new Clusters({ kubeconfig: () => loadKubeconfig([scale.kubeconfigs.reader]), trusted: () => true });
  const target = { kind: 'context', context: 'lab' } as const;
  const desired = read(texts).map(({ namespace, files }) => {
    const identities = files.flatMap(({ objects }) => objects.map(({ identity }) => identity));
    const kinds = [...new Map(identities.map((identity) => [kindKey(identity), identity])).values()];
    clusters.watch({ target, namespace, kinds });
    return { namespace, files, kinds: kinds.length };
  });
  const isOpen = ({ namespace, kinds }: (typeof desired)[number]) => {
    const state = clusters.state(target, namespace);
    return state.kinds.size < kinds || [...state.kinds.values()].some(({ kind }) => kind === 'unknown');
  };
  const open = new Map(desired.map((cell) => [cell.namespace, cell]));
  await new Promise<void>((resolve) => {
    clusters.onDidChange(({ namespace }) => {
      const cell = open.get(namespace);
      if (cell && !isOpen(cell)) open.delete(namespace);
      if (open.size === 0) resolve();
    });
  });
  return {
    compare: () =>
      desired.filter(({ namespace, files }) =>
        hasDrift(
          compareManifests(files, liveStateOf(clusters.state(target, namespace)), {
            schemaOf: bundledSchema,
            namespace,
          }),
        ),
      ).length,
    dispose: () => clusters.dispose(),
  };
}

/** Writes so many objects of cells without drift for kubectl. @returns the file, and how many are in it */
export async function sampleFile(
  { grown }: Scale,
  services: readonly ScaleService[],
  count: number,
  folder: string,
): Promise<{ readonly file: string; readonly count: number }> {
  const objects = services.flatMap(({ name, cells }) =>
    cells.flatMap((cell) => {
      const repository = grown.get(name);
      return repository && !cell.drift ? manifestsIn(cell, repository) : [];
    }),
  );
  const chosen = objects.slice(0, count);
  const file = join(folder, `sample-${count}.json`);
  await writeFile(file, JSON.stringify({ apiVersion: 'v1', kind: 'List', items: chosen }));
  return { file, count: chosen.length };
}

/** As a person runs it; that it found differences is no failure. */
export async function kubectlDiff(
  kubectl: string,
  kubeconfig: string,
  file: string,
  way: readonly string[],
): Promise<void> {
  const env = { ...process.env, KUBECONFIG: kubeconfig };
  await run(kubectl, ['diff', ...way, '-f', file], { env, timeout: 300_000, maxBuffer: 100_000_000 }).catch(
    (error: unknown) => {
      if ((error as { readonly code?: unknown }).code !== 1) throw error;
    },
  );
}
