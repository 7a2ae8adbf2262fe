import { lineEnd } from '../manifest/merge/edit/text';
import type { Value } from '../manifest/objects';
import { resolved, type MapNode, type ScalarNode, type YamlNode } from '../manifest/read/nodes';
import type { Reader } from '../manifest/read/scalar';
import { readScalar } from '../manifest/read/value';
import { RegistryError } from '../registry/errors';
import { readImageName } from '../registry/imageName';
import type { ImageReference } from '../registry/types';
import type { ImageSite, Written } from './site';

/** Reads places as images, each once, and none that lies in a Secret. */
export class SiteReader {
  private readonly found = new Map<string, Found>();
  private readonly secrets: MapNode[] = [];
  /** How often a scalar stands in the text, by its anchor. */
  private readonly uses = new Map<number, number>();

  constructor(
    private readonly path: string,
    private readonly text: string,
  ) {}

  /** What lies in this map is not an image, whatever alias leads there. */
  keepOut(secret: MapNode): void {
    this.secrets.push(secret);
  }

  /** So that no edit of one image is one of something else. @see usesOfScalars */
  standsOften(uses: ReadonlyMap<number, number>): void {
    for (const [at, times] of uses) this.uses.set(at, times);
  }

  sites(): readonly ImageSite[] {
    const sites = [...this.found.values()].toSorted((one, other) => one.at - other.at);
    return sites.flatMap(({ at, site, maps }) => {
      if (this.isSecret(at)) return [];
      const { written } = site;
      if (written.kind === 'whole') return [site];
      const nodes = [written.tag, ...(written.digest ? [written.digest] : [])];
      const isShared = nodes.some(({ start }) => (this.uses.get(start) ?? 1) > maps.size);
      return [{ ...site, written: { ...written, isShared } }];
    });
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
    const replaces = scalarAt(node, 'name')?.text;
    const name = scalarAt(node, 'newName')?.text ?? replaces;
    if (map.kind !== 'map' || name === undefined) return;
    const version = { tag: textAt(map, 'newTag'), digest: scalarAt(map, 'digest') };
    this.parts(map, key, { name, ...(replaces === undefined ? {} : { replaces }) }, version, 'ownKey');
  }

  /** `{ registry, repository, tag, digest }`, as charts have it. */
  private split(map: MapNode, key: readonly string[]): void {
    const repository = scalarAt(map, 'repository')?.text;
    if (repository === undefined) return;
    const registry = scalarAt(map, 'registry')?.text ?? '';
    const name = registry === '' ? repository : `${registry}/${repository}`;
    this.parts(map, key, { name }, { tag: textAt(map, 'tag'), digest: scalarAt(map, 'digest') }, 'behindTag');
  }

  private parts(
    map: MapNode,
    key: readonly string[],
    { name, replaces }: { readonly name: string; readonly replaces?: string },
    { tag, digest }: { readonly tag: ScalarNode | undefined; readonly digest: ScalarNode | undefined },
    digestGoes: 'behindTag' | 'ownKey',
  ): void {
    if (!tag) return;
    const pinned = digest === undefined || isNothing(digest) ? '' : `@${digest.text}`;
    const image = readImage(`${name}:${tag.text}${pinned}`);
    if (!image) return;
    const written = { kind: 'split', map, tag, ...(digest ? { digest } : {}), digestGoes, isShared: false } as const;
    const more = {
      ...(replaces === undefined ? {} : { replaces }),
      ...(isText(tag, digestGoes) ? {} : { misread: tag.text }),
    };
    this.add(tag, key, image, written, more);
  }

  private add(
    at: ScalarNode,
    key: readonly string[],
    image: ImageReference,
    written: Written,
    more: Pick<ImageSite, 'replaces' | 'misread'> = {},
  ): void {
    // By an anchor, one tag may be that of two images.
    const name = `${at.start} ${image.registry}/${image.repository}`;
    const known = this.found.get(name);
    const map = written.kind === 'split' ? written.map.start : at.start;
    if (known) {
      // With a digest of its own it would be another version.
      if (digestOf(known.site.written) === digestOf(written)) known.maps.add(map);
      return;
    }
    const nodes = written.kind === 'whole' ? [at] : [at, ...(written.digest ? [written.digest] : [])];
    const lines = nodes.map(({ end }) => this.text.slice(end, lineEnd(this.text, end)));
    const comments = lines.flatMap((line) => (line.includes('#') ? [line.slice(line.indexOf('#'))] : []));
    const site = { path: this.path, key, image, written, ...more, comments };
    this.found.set(name, { at: at.start, site, maps: new Set([map]) });
  }

  private isSecret(at: number): boolean {
    return this.secrets.some(({ start, end }) => at >= start && at < end);
  }
}

interface Found {
  /** Where it stands in the text. */
  readonly at: number;
  readonly site: ImageSite;
  /** The mappings that have it as theirs. */
  readonly maps: Set<number>;
}

/** Where it stands in the text. */
function digestOf(written: Written): number | undefined {
  return written.kind === 'split' ? written.digest?.start : undefined;
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

/** As `scalarAt`; nothing where what stands there means nothing. */
function textAt(node: YamlNode, key: string): ScalarNode | undefined {
  const scalar = scalarAt(node, key);
  return scalar && isNothing(scalar) ? undefined : scalar;
}

function isNothing(scalar: ScalarNode): boolean {
  return readings(scalar).every((value) => value === null || value === '');
}

/** Whether who reads the file has this very text. A chart prints a number as its digits, up to a million. */
function isText(scalar: ScalarNode, digestGoes: 'behindTag' | 'ownKey'): boolean {
  const values = readings(scalar, digestGoes === 'behindTag' ? ['kubectl'] : ['kubectl', 'kustomize']);
  return values.every(
    (value) =>
      value === scalar.text || (typeof value === 'number' && value < 1_000_000 && String(value) === scalar.text),
  );
}

function readings(scalar: ScalarNode, readers: readonly Reader[] = ['kubectl', 'kustomize']): readonly Value[] {
  return readers.map((reader) => {
    const reading = readScalar(scalar, reader);
    return 'value' in reading ? reading.value : scalar.text;
  });
}
