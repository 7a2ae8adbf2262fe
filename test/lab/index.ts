import { startEmbeddedLab } from './embedded';
import type { Lab, LabOptions } from './lab';

export type * from './lab';

/**
 * Starts the lab on the backend of the options, or else on that which `BRANCHLINE_BACKEND` names: `embedded` (the default)
 * or `real`.
 */
export async function startLab(options: LabOptions = {}): Promise<Lab> {
  switch (options.backend ?? process.env['BRANCHLINE_BACKEND'] ?? 'embedded') {
    case 'embedded':
      return startEmbeddedLab(options);
    case 'real':
      return (await import('./real')).startRealLab(options);
    default:
      throw new Error('BRANCHLINE_BACKEND is embedded or real');
  }
}
