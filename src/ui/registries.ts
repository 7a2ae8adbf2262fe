import * as vscode from 'vscode';
import { Registries } from '../core/registry/client';
import { DockerCredentials } from '../core/registry/credentials/docker';
import { RememberedRegistry } from '../core/registry/remembered';
import type { RegistryClient } from '../core/registry/types';
import { settings } from './settings';

/** Registries as this person may read them, for one command: each is asked once for the same. */
export function editorRegistries(): RegistryClient {
  const credentials = new DockerCredentials({
    environment: process.env,
    mayRunPrograms: vscode.workspace.isTrusted,
  });
  return new RememberedRegistry(new Registries({ credentials, plainHttp: settings.plainHttpRegistries() }));
}
