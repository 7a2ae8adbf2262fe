import { dockerConfigFile, entryOf, helperOf, readDockerConfig } from './dockerConfig';
import { askHelper } from './helper';
import type { CredentialSource, RegistryCredential } from './types';

export interface DockerCredentialOptions {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Whether helpers may be run: programs that the person's configuration names. Not in a folder that is not trusted. */
  readonly mayRunPrograms: boolean;
}

/**
 * The credentials that `docker login` has kept: by a helper of the registry, by the helper for all, or in the file itself.
 * They are read when they are needed, and kept nowhere.
 */
export class DockerCredentials implements CredentialSource {
  constructor(private readonly options: DockerCredentialOptions) {}

  async credential(registry: string, signal: AbortSignal): Promise<RegistryCredential | undefined> {
    const { environment, mayRunPrograms } = this.options;
    const config = await readDockerConfig(dockerConfigFile(environment), registry, signal);
    if (!config) return undefined;
    const helper = mayRunPrograms ? helperOf(config, registry) : undefined;
    const kept = helper === undefined ? undefined : await askHelper(helper, registry, environment, signal);
    return kept ?? entryOf(config, registry);
  }
}
