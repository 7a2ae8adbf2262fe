import { EmbeddedForge } from './forge';
import type { ForgeDouble, ForgeOptions } from './types';

export type * from './anyForge';
export type * from './types';
export { dialectNames } from './types';
export { clonePath, forgesVariable, toldForges } from './place';

/** Starts a forge on loopback. It ends with `stop()`; the folder stays. */
export async function startForge(options: ForgeOptions): Promise<ForgeDouble> {
  const forge = new EmbeddedForge(options);
  await forge.start();
  return forge;
}
