import { posix } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import type { Manifests } from './files';
import type { Manifest } from './ports';
import { InvalidManifests, isRecord, parseManifests } from './render';

export const kustomizationFile = 'kustomization.yaml';

/** As much of kustomize as the fleet uses; what is beyond it is refused, not ignored. */
const kustomization = z.strictObject({
  apiVersion: z.string(),
  kind: z.literal('Kustomization'),
  namespace: z.string().optional(),
  resources: z.array(z.string()),
  replicas: z.array(z.strictObject({ name: z.string(), count: z.number() })).default([]),
  images: z.array(z.strictObject({ name: z.string(), newTag: z.string() })).default([]),
  labels: z.array(z.strictObject({ pairs: z.record(z.string(), z.string()) })).default([]),
  patches: z.array(z.strictObject({ path: z.string() })).default([]),
});

/** The objects of the kustomization in this folder. Tests hold it against the real kustomize. */
export function buildKustomization(files: Manifests, folder: string): readonly Manifest[] {
  const path = posix.join(folder, kustomizationFile);
  const parsed = kustomization.safeParse(parse(read(files, path)));
  if (!parsed.success) throw new InvalidManifests(`${path}: ${z.prettifyError(parsed.error).split('\n')[0] ?? ''}`);
  const { namespace, resources, replicas, images, labels, patches } = parsed.data;

  const objects = resources.flatMap((resource) => load(files, posix.join(folder, resource)));
  const overlays = patches.flatMap((patch) => load(files, posix.join(folder, patch.path)));
  return objects.map((object) => {
    const own = overlays.filter((patch) => patch.kind === object.kind && patch.metadata.name === object.metadata.name);
    let result: unknown = own.reduce<unknown>((value, patch) => merge(value, patch), object);
    for (const { pairs } of labels) result = merge(result, { metadata: { labels: pairs } });
    if (namespace !== undefined) result = merge(result, { metadata: { namespace } });
    for (const { name, count } of replicas) {
      if (object.metadata.name === name && object.kind === 'Deployment')
        result = merge(result, { spec: { replicas: count } });
    }
    return images.reduce<unknown>((value, image) => withTag(value, image), result) as Manifest;
  });
}

function load(files: Manifests, path: string): readonly Manifest[] {
  return files.has(posix.join(path, kustomizationFile))
    ? buildKustomization(files, path)
    : parseManifests(path, read(files, path));
}

function read(files: Manifests, path: string): string {
  const text = files.get(path);
  if (text === undefined) throw new InvalidManifests(`${path}: named by a kustomization and not there`);
  return text;
}

/** Strategic merge as far as the fleet needs it: lists of named things by their names, other lists replaced. */
function merge(base: unknown, patch: unknown): unknown {
  if (isRecord(base) && isRecord(patch)) {
    const merged = Object.entries(patch).map(([key, value]) => [key, merge(base[key], value)] as const);
    return { ...base, ...Object.fromEntries(merged) };
  }
  if (isNamedList(base) && isNamedList(patch)) {
    const patched = base.map((item) => {
      const change = patch.find(({ name }) => name === item.name);
      return change ? merge(item, change) : item;
    });
    return [...patched, ...patch.filter(({ name }) => !base.some((item) => item.name === name))];
  }
  return patch;
}

type Named = Record<string, unknown> & { name: string };

function isNamedList(value: unknown): value is readonly Named[] {
  return Array.isArray(value) && value.every((item) => isRecord(item) && typeof item['name'] === 'string');
}

function withTag(value: unknown, image: { name: string; newTag: string }): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => withTag(item, image));
  if (!isRecord(value)) return value;
  const entries = Object.entries(value).map(([key, inner]) => {
    const tagged = key === 'image' && typeof inner === 'string' && inner.split(':')[0] === image.name;
    return [key, tagged ? `${image.name}:${image.newTag}` : withTag(inner, image)] as const;
  });
  return Object.fromEntries(entries);
}
