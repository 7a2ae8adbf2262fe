import { Registries } from '../../core/registry/client';
import { DockerCredentials } from '../../core/registry/credentials/docker';
import type { RegistryClient } from '../../core/registry/types';
import type { CliContext } from '../context';

/** Registries as whoever runs the command may read them: with what docker has kept of their sign-in. */
export function registryClient({ environment }: CliContext, plainHttp: readonly string[] = []): RegistryClient {
  return new Registries({ credentials: new DockerCredentials({ environment, mayRunPrograms: true }), plainHttp });
}
