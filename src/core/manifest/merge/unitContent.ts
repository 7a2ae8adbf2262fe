import { TooMuchShared } from '../read/fields';
import type { YamlNode } from '../read/nodes';
import { readQuickly } from '../read/quick/readQuickly';
import { isTemplated } from '../read/templated';
import { isNestedTooDeeply } from '../../support/nesting';
import type { MergeRules } from './contract';
import { type UnitLeaf, type UnitLeaves, unitLeaves, Unmergeable } from './unitLeaves';

/** What a part of a document says. */
export interface UnitContent {
  readonly shape: 'block map' | 'flow map' | 'other';
  readonly leaves: readonly UnitLeaf[];
}

/**
 * Reads a part as a document of its own.
 * @returns nothing where it has not the ordinary form, or cannot be merged
 */
export function contentIn(text: string, rules: MergeRules): (UnitContent & UnitLeaves) | undefined {
  const documents = isNestedTooDeeply(text) ? undefined : readQuickly(text);
  const root = documents?.length === 1 ? documents[0]?.root : undefined;
  if (!root || (mayBeTemplated(text) && isTemplated(root))) return undefined;
  try {
    return { shape: shapeOf(root), ...unitLeaves(root, rules) };
  } catch (error) {
    if (error instanceof Unmergeable || error instanceof TooMuchShared) return undefined;
    throw error;
  }
}

/** In quotes, braces may be written otherwise. */
function mayBeTemplated(text: string): boolean {
  return text.includes('{{') || text.includes('\\');
}

function shapeOf(root: YamlNode): UnitContent['shape'] {
  if (root.kind !== 'map') return 'other';
  return root.flow ? 'flow map' : 'block map';
}
