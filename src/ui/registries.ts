import * as vscode from 'vscode';
import { Registries } from '../core/registry/client';
import { DockerCredentials } from '../core/registry/credentials/docker';
import { RememberedRegistry } from '../core/registry/remembered';
import type { RegistryClient } from '../core/registry/types';
import { settings } from './settings';

/** Registries as this person may read them, for one command: each is asked once for the same. */
export function editorRegistries(): RegistryClient {
  return new RememberedRegistry(readable());
}

function readable(): RegistryClient {
  const credentials = new DockerCredentials({
    environment: process.env,
    mayRunPrograms: vscode.workspace.isTrusted,
  });
  return new Registries({ credentials, plainHttp: settings.plainHttpRegistries() });
}

/**
 * The same for as long as the window is open: what is named by its digest is read once. Made anew where the settings, or the
 * trust in the folder, say something else.
 */
export function windowRegistry(): RegistryClient {
  let made: { readonly by: string; readonly client: RegistryClient } | undefined;
  const current = () => {
    const by = JSON.stringify([vscode.workspace.isTrusted, settings.plainHttpRegistries()]);
    if (made?.by !== by) made = { by, client: readable() };
    return made.client;
  };
  return {
    tags: (...asked) => current().tags(...asked),
    digest: (...asked) => current().digest(...asked),
    describe: (...asked) => current().describe(...asked),
    referrers: (...asked) => current().referrers(...asked),
  };
}
