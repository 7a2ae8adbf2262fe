import type { Catalog } from '../../catalog/catalog';
import { clusterName, type Clusters } from '../../cluster/clusters';
import { DisposableStore, type Disposable } from '../../support/disposable';
import { groupBy } from '../../support/groupBy';

/**
 * Says to each cluster in which namespaces cells of a catalog are. Cells come up one after the other: otherwise each of
 * thousands would read for itself what was listed across the cluster for the first of them.
 */
export function expectCells(clusters: Clusters | undefined, { services }: Catalog): Disposable {
  const expected = new DisposableStore();
  const targets = services.flatMap(({ environments }) => environments.flatMap(({ cluster }) => cluster ?? []));
  for (const here of groupBy(targets, clusterName).values()) {
    const [target] = here;
    const namespaces = here.map(({ namespace }) => namespace);
    if (clusters && target) expected.add(clusters.expect(target, namespaces));
  }
  return expected;
}
