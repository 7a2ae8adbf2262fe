import { parseAllDocuments } from 'yaml';
import type { Manifests } from './files';
import { buildKustomization, kustomizationFile } from './kustomize';
import type { Manifest } from './ports';

/** What is wrong with the manifests of a commit, in one line. */
export class InvalidManifests extends Error {}

/** The objects that the manifests stand for. Throws {@link InvalidManifests}. */
export function render(files: Manifests): readonly Manifest[] {
  if (files.has(kustomizationFile)) return buildKustomization(files, '.');
  return [...files].flatMap(([path, text]) => parseManifests(path, text));
}

export function parseManifests(path: string, text: string): readonly Manifest[] {
  // YAML 1.1, as the Kubernetes tools read it.
  return parseAllDocuments(text, { version: '1.1' }).flatMap((document) => {
    const [error] = document.errors;
    if (error) throw new InvalidManifests(`${path}: ${error.message.split('\n')[0] ?? 'not YAML'}`);
    const value: unknown = document.toJS();
    if (value === null) return [];
    if (!isManifest(value)) throw new InvalidManifests(`${path}: not a Kubernetes object`);
    return [value];
  });
}

function isManifest(value: unknown): value is Manifest {
  if (!isRecord(value) || typeof value['apiVersion'] !== 'string' || typeof value['kind'] !== 'string') return false;
  return isRecord(value['metadata']) && typeof value['metadata']['name'] === 'string';
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
