import type { PlanMemory } from '../edge';
import { wholeFile } from '../content/content';
import type { Deployments } from '../history/deployments';
import type { PendingItem } from '../plan';
import type { RolledBackItem } from './rolledBackTree';

/**
 * What a restore takes back beyond the change that is meant. Meant is the deployment that the person named, else the
 * newest promotion that goes (or, where none does, the newest deployment); everything that an undo of it alone would leave is collateral: hotfixes, other edits,
 * earlier promotions.
 * @see docs/promotion.md, "Rolling back"
 */
export async function collateralOf(
  { reader, history }: PlanMemory,
  deployments: Deployments,
  restored: number,
  items: readonly RolledBackItem[],
  named?: number,
): Promise<readonly PendingItem[]> {
  const meant = named ?? (await meantDeployment(deployments, restored));
  const changes = await deployments.changesAt(meant);
  const before = meant + 1;
  const isMeant = await Promise.all(
    items.map(async ({ item: { path }, key }) => {
      if (!changes.has(path, key)) return false;
      if (before === restored) return true;
      const granularity = key === wholeFile ? 'opaque' : 'keys';
      const [then, undone] = await Promise.all(
        [restored, before].map(async (position) => {
          const file = await history.fileAt(deployments.tree(position), path);
          return (await reader.values(path, file, granularity)).get(key);
        }),
      );
      return then === undone;
    }),
  );
  return items.filter((_, index) => !isMeant[index]).map(({ item }) => item);
}

async function meantDeployment(deployments: Deployments, restored: number): Promise<number> {
  for (let position = 0; position < restored; position += 1) {
    const { kind } = await deployments.originAt(position);
    if (kind === 'promotion') return position;
  }
  return 0;
}
