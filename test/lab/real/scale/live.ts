import pLimit from 'p-limit';
import { parseAllDocuments } from 'yaml';
import type { GrownRepository } from '../../fleet/history/history';
import type { Kubernetes } from '../kubernetes';
import type { Drift, ScaleCell, ScaleService } from './truth';

const parallel = 16;
const deployer = { manager: 'branchline-lab' };
const person = { manager: 'kubectl-edit' };

export type ScaleManifest = Parameters<Kubernetes['apply']>[0] & {
  readonly metadata: { readonly name: string; readonly namespace: string };
};

/** The objects of one cell as its branch has them, in its namespace. */
export function manifestsIn(cell: ScaleCell, grown: GrownRepository): readonly ScaleManifest[] {
  const files = grown.deployments.get(cell.environment)?.at(-1)?.files ?? new Map<string, string>();
  return [...files]
    .filter(([path]) => path.endsWith('.yaml'))
    .flatMap(([, text]) => parseAllDocuments(text).map((document) => document.toJS() as ScaleManifest))
    .map((manifest) => ({ ...manifest, metadata: { ...manifest.metadata, namespace: cell.namespace } }));
}

/** Applies every branch as its pipeline would, and then does by hand what makes the drifts. */
export async function deployInBulk(
  kubernetes: Kubernetes,
  services: readonly ScaleService[],
  grown: readonly GrownRepository[],
): Promise<void> {
  const grownOf = new Map(grown.map((repository) => [repository.service, repository]));
  const limit = pLimit(parallel);
  await Promise.all(
    services.flatMap((service) =>
      service.cells.map((cell) =>
        limit(async () => {
          const repository = grownOf.get(service.name);
          if (!repository) throw new Error(`${service.name} was not grown`);
          await kubernetes.ensureNamespace(cell.namespace);
          for (const manifest of manifestsIn(cell, repository)) await kubernetes.apply(manifest, deployer);
          if (cell.drift) await drift(kubernetes, service.name, cell.namespace, cell.drift);
        }),
      ),
    ),
  );
}

async function drift(kubernetes: Kubernetes, name: string, namespace: string, drift: Drift): Promise<void> {
  const config = { kind: 'ConfigMap', namespace, name };
  switch (drift) {
    case 'changed':
      return kubernetes.edit(config, { data: { MODE: 'hasty' } }, person);
    case 'missing':
      return kubernetes.edit(config, { data: { LOG_LEVEL: null } }, person);
    case 'extra':
      return kubernetes.edit(config, { data: { DEBUG: 'yes' } }, person);
    case 'masked':
      return kubernetes.edit(
        { kind: 'Secret', namespace, name },
        { stringData: { password: 'changed-by-hand' } },
        person,
      );
    case 'absent':
      return kubernetes.remove({ kind: 'Service', namespace, name });
  }
}
