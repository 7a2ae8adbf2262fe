/**
 * The fleet: ten services of a shop. Each tells one story, and tests may rely on it.
 *
 * | service         | manifests                        | promoted by                       | dev → test | test → prod                            |
 * |-----------------|----------------------------------|-----------------------------------|------------|----------------------------------------|
 * | web             | root; Ingress, two containers    | Branchline; squash, then merge    | pending    | pending                                |
 * | catalog         | root; autoscaler, init container | by hand: merges of the branches   | pending    | in sync                                |
 * | cart            | root                             | Branchline; squash                | pending, one new file | pending                     |
 * | checkout        | `manifests/`; two Deployments    | Branchline; squash                | conflict: PAYMENTS_TIMEOUT on both sides | pending: the same key |
 * | payments        | root; many objects in a file     | Branchline; squash, then merge    | in sync    | 5.0.0 rolled back with trailers, still on test |
 * | orders          | root; StatefulSet with a volume  | Branchline; rebase                | pending    | hotfix on prod: CONFIRMATION_DELAY     |
 * | inventory       | `manifests/`; sidecar            | Branchline; merge                 | in sync    | in sync                                |
 * | shipping        | kustomize: `base`, `env`         | by hand: squash, titles only      | pending    | pending                                |
 * | recommendations | root; ServiceMonitor             | by hand: rebase                   | pending: the fix | pending; test fails, its image is missing |
 * | notifications   | root; CronJob                    | by hand: merges of the branches   | pending    | reverted by the forge's button, no trailers |
 *
 * What lies in an `env` folder, replica counts, namespaces and hosts belong to the environment.
 */
import { History, type GrownRepository } from './history/history';
import { readManifests } from './manifests';
import { cart } from './stories/cart';
import { catalog } from './stories/catalog';
import { checkout } from './stories/checkout';
import { inventory } from './stories/inventory';
import { notifications } from './stories/notifications';
import { orders } from './stories/orders';
import { payments } from './stories/payments';
import { recommendations } from './stories/recommendations';
import { shipping } from './stories/shipping';
import { web } from './stories/web';

export type { GrownRepository } from './history/history';

/** In the order of the catalog. */
export const stories = [
  web,
  catalog,
  cart,
  checkout,
  payments,
  orders,
  inventory,
  shipping,
  recommendations,
  notifications,
] as const;

export const serviceNames: readonly string[] = stories.map((story) => story.service);

/**
 * Grows the repositories of these services in memory.
 *
 * @param now histories end on the day before; one day gives the same commits each time
 */
export async function growFleet(services: readonly string[], now: Date): Promise<readonly GrownRepository[]> {
  const told = stories.filter((story) => services.includes(story.service));
  const unknown = services.filter((service) => !told.some((story) => story.service === service));
  if (unknown.length > 0) throw new Error(`No such service in the fleet: ${unknown.join(', ')}`);
  return Promise.all(
    told.map(async (story) => {
      const history = new History(story.service, now);
      story.grow(history, await readManifests(story.service));
      return history.grown();
    }),
  );
}
