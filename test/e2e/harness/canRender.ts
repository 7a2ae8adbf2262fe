import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** A machine without the tools is told so: that is seen there instead. */
export function canRender(): boolean {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return folders.some((folder) => ['kustomize', 'kubectl'].some((tool) => existsSync(join(folder, tool))));
}
