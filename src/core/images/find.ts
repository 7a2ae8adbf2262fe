import { resolved, type MapNode, type YamlNode } from '../manifest/read/nodes';
import { BrokenDocument, rootsOf } from '../manifest/read/roots';
import { UnreadableDocument } from '../manifest/read/compose';
import { isTemplated, looksTemplated } from '../manifest/read/templated';
import { kindOf } from '../manifest/secrecy/kinds';
import { textsAt, writtenIn } from '../manifest/secrecy/nodes';
import { lineEnd } from '../manifest/merge/edit/text';
import { usesOfScalars } from './anchors';
import { isKustomization, kustomizeLists } from './kustomization';
import type { ImageSite } from './site';
import { fieldAt, scalarAt, SiteReader } from './siteReader';

/** The images of a file, and why a part of it could not be looked at. */
export interface FoundImages {
  readonly sites: readonly ImageSite[];
  readonly unreadable?: string;
  /** A part of it is text that becomes YAML once it is rendered: which images that will have is not known. */
  readonly isTemplated?: boolean;
}

const containerLists = new Set(['containers', 'initContainers', 'ephemeralContainers']);
/** Before it there may be the anchor or the tag of what stands on the lines below. */
const marker = /^[ \t]*(?:[&!]\S+[ \t]+)*#[ \t]*branchline:image[ \t]*$/;
/** Keys that are one image together. */
const imageParts = new Set(['registry', 'repository', 'tag', 'digest']);

/**
 * The places of a YAML or JSON file that say which version of an image is meant: containers of whatever has pods, `images`
 * of kustomizations, what has the comment `# branchline:image` behind it, and what the catalog points at. Of a Secret
 * nothing is looked at. Text that a chart renders has none.
 *
 * @param at places that the catalog names in this file
 * @see docs/update.md, "Where images are found"
 */
export function imagesIn(path: string, text: string, at: readonly string[] = []): FoundImages {
  const roots = rootsOf(text);
  if ('refused' in roots) return { sites: [], unreadable: roots.refused };
  const reader = new SiteReader(path, text);
  let unreadable: string | undefined;
  let hasTemplates = false;
  for (const document of roots.documents) {
    try {
      const root = document.root();
      if (!root) continue;
      if (isTemplated(root)) {
        hasTemplates = true;
        continue;
      }
      new Walk(reader, path, text).from(root, at);
    } catch (error) {
      const reason = reasonFor(error);
      // A chart's template is a text that becomes YAML.
      if (looksTemplated(text.slice(document.start, document.end))) hasTemplates = true;
      else unreadable ??= reason;
    }
  }
  const told = { ...(unreadable === undefined ? {} : { unreadable }), ...(hasTemplates ? { isTemplated: true } : {}) };
  return { sites: reader.sites(), ...told };
}

/** In words of ours: those of a parser quote what it stumbled over, which may be a Secret's. */
function reasonFor(error: unknown): string {
  if (error instanceof BrokenDocument || error instanceof UnreadableDocument) return 'It is not valid YAML.';
  if (error instanceof RangeError) return 'It is nested too deeply, or repeats too much.';
  throw error;
}

class Walk {
  private readonly seen = new Set<YamlNode>();

  constructor(
    private readonly reader: SiteReader,
    private readonly path: string,
    private readonly text: string,
  ) {}

  from(root: YamlNode, at: readonly string[]): void {
    this.reader.standsOften(usesOfScalars(root));
    const top = resolved(root);
    if (top.kind === 'map' && isKustomization(this.path, top)) this.kustomization(top);
    this.visit(root, [], false);
    for (const place of at) this.pointedAt(root, place);
  }

  /** @param isObject within what says its apiVersion and kind */
  private visit(node: YamlNode | null, key: readonly string[], isObject: boolean): void {
    const value = node && resolved(node);
    if (!value || value.kind === 'scalar' || this.seen.has(value)) return;
    this.seen.add(value);
    if (value.kind === 'list') {
      value.items.forEach((item, index) => {
        const inner = [...key, nameOf(item.value, index)];
        if (marker.test(this.behind(item.value.end))) this.reader.value(item.value, inner);
        this.visit(item.value, inner, isObject);
      });
      return;
    }
    const fields = writtenIn(value);
    const kind = kindOf(fields);
    if (kind === 'secret' || kind === 'bearer') {
      this.reader.keepOut(value);
      return;
    }
    const isOne = isObject || (kind !== 'none' && textsAt(fields, 'apiversion').length > 0);
    for (const { key: name, value: inner, colon } of value.pairs) {
      const step = resolved(name);
      if (step.kind !== 'scalar' || !inner) continue;
      const place = [...key, step.text];
      if (isOne && containerLists.has(step.text)) this.containers(inner, place);
      const isBelow = (inner.kind === 'map' || inner.kind === 'list') && !inner.flow;
      if (marker.test(this.behind(isBelow && colon !== undefined ? colon + 1 : inner.end))) {
        if (imageParts.has(step.text) && fieldAt(value, 'repository')) this.reader.value(value, key);
        else this.reader.value(inner, place);
      }
      this.visit(inner, place, isOne);
    }
  }

  private containers(node: YamlNode, key: readonly string[]): void {
    const list = resolved(node);
    if (list.kind !== 'list') return;
    list.items.forEach(({ value }, index) => {
      const image = fieldAt(value, 'image');
      if (image) this.reader.whole(image, [...key, nameOf(value, index), 'image']);
    });
  }

  private kustomization(root: MapNode): void {
    for (const { list, key } of kustomizeLists(root)) {
      list.items.forEach(({ value }, index) => this.reader.kustomize(value, [...key, nameOf(value, index)]));
    }
  }

  private pointedAt(root: YamlNode, place: string): void {
    const steps = place.match(/[^.[\]]+/g) ?? [];
    const node = steps.reduce<YamlNode | undefined>((from, step) => {
      const value = from && resolved(from);
      if (value?.kind === 'list') return value.items[Number(step)]?.value;
      return value ? fieldAt(value, step) : undefined;
    }, root);
    if (node) this.reader.value(node, steps);
  }

  private behind(offset: number): string {
    return this.text.slice(offset, lineEnd(this.text, offset));
  }
}

function nameOf(node: YamlNode, index: number): string {
  return scalarAt(node, 'name')?.text ?? String(index);
}
