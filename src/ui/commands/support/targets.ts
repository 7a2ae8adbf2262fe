import type { CellId, EdgeId } from '../../../core/fleet/state/snapshot';
import { CellNode } from '../../tree/cellNode';
import { EdgeNode } from '../../tree/edgeNode';
import { ProposalNode } from '../../tree/proposalNode';
import { ServiceNode } from '../../tree/groupNodes';

/** What a command was called on: rows of the tree, a plain reference from a link, or nothing (the palette). */
export interface Targets {
  readonly services: readonly string[];
  readonly cells: readonly CellId[];
  readonly edges: readonly EdgeId[];
}

/** The editor calls with the row, then all selected rows where there are several. */
export function targetsOf(args: readonly unknown[]): Targets {
  const [first, selected] = args;
  const rows: readonly unknown[] = Array.isArray(selected) && selected.length > 0 ? selected : [first];
  return {
    services: rows.flatMap((row) => (row instanceof ServiceNode ? [row.service] : serviceNamed(row))),
    cells: rows.flatMap((row) => (row instanceof CellNode ? [row.cell] : referenced(row, 'cell'))),
    edges: rows.flatMap((row) => edgesOf(row)),
  };
}

function edgesOf(row: unknown): readonly EdgeId[] {
  if (row instanceof EdgeNode) return [row.edge];
  if (!(row instanceof ProposalNode)) return referenced(row, 'edge');
  const { edge } = row.reference;
  return edge ? [edge] : [];
}

/** By a link of ours. */
function serviceNamed(row: unknown): readonly string[] {
  if (typeof row !== 'object' || row === null || !('service' in row)) return [];
  return Object.keys(row).length === 1 && typeof row.service === 'string' ? [row.service] : [];
}

function referenced<K extends 'cell' | 'edge'>(row: unknown, key: K): (K extends 'cell' ? CellId : EdgeId)[] {
  if (typeof row !== 'object' || row === null || !(key in row)) return [];
  const value: unknown = (row as Record<K, unknown>)[key];
  return typeof value === 'string' && value.includes('/') ? [value as K extends 'cell' ? CellId : EdgeId] : [];
}
