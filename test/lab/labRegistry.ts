import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LabRegistry } from './lab';
import { basicHeader } from './registry/access';
import { push, removeTag, type Target } from './registry/push';

/**
 * A registry as tests and the demo see it, and where docker's configuration is that has its password.
 * @param reachedAt the address by which people reach it
 * @param folder for that configuration; made where it is missing
 */
export async function labRegistry(
  registry: Target,
  reachedAt: string,
  folder: string,
): Promise<{ readonly registry: LabRegistry; readonly environment: Readonly<Record<string, string>> }> {
  const { host } = new URL(reachedAt);
  await mkdir(folder, { recursive: true });
  const auths = { [host]: { auth: basicHeader.replace('Basic ', '') } };
  await writeFile(join(folder, 'config.json'), JSON.stringify({ auths }), { mode: 0o600 });
  return {
    registry: {
      host,
      push: (image) => push(registry, image),
      removeTag: (repository, tag) => removeTag(registry, repository, tag),
    },
    environment: { DOCKER_CONFIG: folder },
  };
}
