import type { CellId } from '../../core/fleet/state/snapshot';
import type { Shell } from '../shell';

/** Shows and selects the row of a cell. */
export async function revealCell({ tree, treeView }: Shell, cell: CellId): Promise<void> {
  const node = tree.nodeOf(cell);
  if (node) await treeView.reveal(node, { select: true, focus: true, expand: true });
}
