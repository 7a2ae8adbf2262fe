import type { TrainRules } from '../catalog';
import type { TrainFile } from './schema';

export function trainRules({ canary = [], dependsOn = {} }: TrainFile): TrainRules {
  return { canary, dependsOn: new Map(Object.entries(dependsOn)) };
}
