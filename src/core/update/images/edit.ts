import { applyEdits, CannotEdit, columnOf, eolOf, lineEnd, type TextEdit } from '../../manifest/merge/edit/text';
import { resolved, type MapNode, type ScalarNode } from '../../manifest/read/nodes';
import { plainScalar } from '../../manifest/read/scalar';
import { imageName } from '../../registry/imageName';
import { differsOnlyBy, type Intended } from './intended';
import { withVersion, type ImageSite, type Version } from '../../images/site';

/** One image of a file with the version that it gets. */
export interface ImageEdit {
  readonly site: ImageSite;
  readonly to: Version;
}

/** The file with these images changed, or why that cannot be written. */
export type EditedImages =
  { readonly kind: 'edited'; readonly text: string } | { readonly kind: 'refused'; readonly reason: string };

/**
 * The text with these images changed: comments, quotes and every other line stay byte for byte. It is read again, and says
 * the same as before but for what was meant.
 * @param edits of sites that were found in this very text
 */
export function editImages(text: string, edits: readonly ImageEdit[]): EditedImages {
  const intended: Intended = { scalars: new Map(), digests: new Map() };
  try {
    const edited = applyEdits(
      text,
      edits.flatMap((edit) => editsOf(text, edit, intended)),
    );
    if (differsOnlyBy(text, edited, intended)) return { kind: 'edited', text: edited };
    return { kind: 'refused', reason: 'The image is written in a form that cannot be changed alone.' };
  } catch (error) {
    if (error instanceof CannotEdit) return { kind: 'refused', reason: error.message };
    throw error;
  }
}

function editsOf(text: string, { site, to }: ImageEdit, intended: Intended): readonly TextEdit[] {
  const { written, image } = site;
  const set = (node: ScalarNode, value: string): TextEdit => {
    intended.scalars.set(node.start, value);
    return { start: node.start, end: node.end, text: scalarText(text, node, value) };
  };
  if (written.kind === 'whole') {
    return [set(written.node, imageName(withVersion(image, to)))];
  }
  const { tag, digest, map, digestGoes, isShared } = written;
  if (isShared)
    throw new CannotEdit('By its anchor the version stands elsewhere, too, where it is not that of this image.');
  if (to.digest === undefined) return [set(tag, to.tag)];
  if (digest) return [set(tag, to.tag), set(digest, to.digest)];
  if (digestGoes === 'behindTag') return [set(tag, `${to.tag}@${to.digest}`)];
  intended.digests.set(map.start, to.digest);
  return [set(tag, to.tag), newKey(text, map, tag, to.digest)];
}

/** A key of its own behind that of the tag: on a line of its own in a block, behind a comma in braces. */
function newKey(text: string, map: MapNode, tag: ScalarNode, digest: string): TextEdit {
  const pair = map.pairs.find(({ value }) => value && resolved(value) === tag);
  if (!pair?.value) throw new CannotEdit('The tag is written in a form that is not edited.');
  const { end } = pair.value;
  const isJson = text[pair.key.start] === '"';
  if (map.flow) return { start: end, end, text: isJson ? `, "digest": "${digest}"` : `, digest: ${digest}` };
  const line = lineEnd(text, end);
  const column = columnOf(text, pair.key.start);
  return { start: line, end: line, text: `${eolOf(text)}${' '.repeat(column)}digest: ${digest}` };
}

/** The value in the quotes that are there; plain, unless it would then be read as something else than text. */
function scalarText(text: string, { style, start, tag }: ScalarNode, value: string): string {
  if (style === 'block' || (tag !== undefined && tag !== 'tag:yaml.org,2002:str')) {
    throw new CannotEdit('The image is written in a form that is not edited.');
  }
  if (style === 'quoted') return `${text[start] ?? ''}${value}${text[start] ?? ''}`;
  const isText = plainScalar(value, 'kubectl') === value && plainScalar(value, 'kustomize') === value;
  return isText || tag !== undefined ? value : `"${value}"`;
}
