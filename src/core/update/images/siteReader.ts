import { lineEnd } from '../../manifest/merge/edit/text';
import { resolved, type MapNode, type ScalarNode, type YamlNode } from '../../manifest/read/nodes';
import { RegistryError } from '../../registry/errors';
import { readImageName } from '../../registry/imageName';
import type { ImageReference } from '../../registry/types';
import type { ImageSite, Written } from './site';

/** Reads places as images, each once, and none that lies in a Secret. */
export class SiteReader {
  private readonly found = new Map<number, ImageSite>();
  private readonly secrets: MapNode[] = [];

  constructor(
    private readonly path: string,
    private readonly text: string,
  ) {}

  /** What lies in this map is not an image, whatever alias leads there. */
  keepOut(secret: MapNode): void {
    this.secrets.push(secret);
  }

  sites(): readonly ImageSite[] {
    const sites = [...this.found].toSorted(([one], [other]) => one - other);
    return sites.flatMap(([at, site]) => (this.isSecret(at) ? [] : [site]));
  }

  /** A whole reference, or a mapping of repository and tag. */
  value(node: YamlNode, key: readonly string[]): void {
    const value = resolved(node);
    if (value.kind === 'scalar') this.whole(value, key);
    else if (value.kind === 'map') this.split(value, key);
  }

  whole(node: YamlNode, key: readonly string[]): void {
    const scalar = resolved(node);
    if (scalar.kind !== 'scalar') return;
    const image = readImage(scalar.text);
    if (image) this.add(scalar, key, image, { kind: 'whole', node: scalar });
  }

  /** `{ name, newName, newTag, digest }`. */
  kustomize(node: YamlNode, key: readonly string[]): void {
    const map = resolved(node);
    const name = scalarAt(node, 'newName')?.text ?? scalarAt(node, 'name')?.text;
    if (map.kind !== 'map' || name === undefined) return;
    this.parts(map, key, name, { tag: scalarAt(map, 'newTag'), digest: scalarAt(map, 'digest') }, 'ownKey');
  }

  /** `{ registry, repository, tag, digest }`, as charts have it. */
  private split(map: MapNode, key: readonly string[]): void {
    const repository = scalarAt(map, 'repository')?.text;
    if (repository === undefined) return;
    const registry = scalarAt(map, 'registry')?.text ?? '';
    const name = registry === '' ? repository : `${registry}/${repository}`;
    this.parts(map, key, name, { tag: scalarAt(map, 'tag'), digest: scalarAt(map, 'digest') }, 'behindTag');
  }

  private parts(
    map: MapNode,
    key: readonly string[],
    name: string,
    { tag, digest }: { readonly tag: ScalarNode | undefined; readonly digest: ScalarNode | undefined },
    digestGoes: 'behindTag' | 'ownKey',
  ): void {
    if (!tag) return;
    const pinned = digest === undefined || digest.text === '' ? '' : `@${digest.text}`;
    const image = readImage(`${name}:${tag.text}${pinned}`);
    if (image) this.add(tag, key, image, { kind: 'split', map, tag, ...(digest ? { digest } : {}), digestGoes });
  }

  private add(at: ScalarNode, key: readonly string[], image: ImageReference, written: Written): void {
    if (this.found.has(at.start)) return;
    const nodes = written.kind === 'whole' ? [at] : [at, ...(written.digest ? [written.digest] : [])];
    const lines = nodes.map(({ end }) => this.text.slice(end, lineEnd(this.text, end)));
    const comments = lines.flatMap((line) => (line.includes('#') ? [line.slice(line.indexOf('#'))] : []));
    this.found.set(at.start, { path: this.path, key, image, written, comments });
  }

  private isSecret(at: number): boolean {
    return this.secrets.some(({ start, end }) => at >= start && at < end);
  }
}

function readImage(text: string): ImageReference | undefined {
  try {
    return readImageName(text);
  } catch (error) {
    if (RegistryError.is(error, 'badName')) return undefined;
    throw error;
  }
}

/** What stands at a key of a map, as its own; the last one where it stands twice. */
export function fieldAt(node: YamlNode, key: string): YamlNode | undefined {
  const map = resolved(node);
  if (map.kind !== 'map') return undefined;
  const pair = map.pairs.findLast(({ key: name }) => {
    const scalar = resolved(name);
    return scalar.kind === 'scalar' && scalar.text === key;
  });
  return pair?.value ?? undefined;
}

export function scalarAt(node: YamlNode, key: string): ScalarNode | undefined {
  const field = fieldAt(node, key);
  const value = field && resolved(field);
  return value?.kind === 'scalar' ? value : undefined;
}
