import { maskSecrets } from '../../manifest/secrecy/mask';
import type { ShownText } from '../../manifest/secrecy/shown';
import type { ManifestFile, ManifestObject, Span } from '../../manifest/objects';
import { identityKey } from '../../manifest/read/identity';
import { readManifestFile } from '../../manifest/read/readManifestFile';
import { groupBy } from '../../support/groupBy';

/** What a renderer printed, as it may be shown. */
export interface ShownRendering {
  /** Values of Secrets are masked. */
  readonly text: ShownText;
  /** The objects with the values that they really have, on the lines of `text`. */
  readonly file: ManifestFile;
}

/** The name of the text; no file of a repository. */
export const renderedName = 'rendered.yaml';

const nowhere: Span = { start: 0, end: 0, line: 0 };

/**
 * Masks what a renderer printed, and says where its objects stand in the masked text: a value of several lines becomes
 * one of one line, and what is below it moves up. An object that is left out of the masked text stands nowhere.
 */
export function shownRendering(printed: string): ShownRendering {
  const text = maskSecrets(printed.replace(/\r\n?/g, '\n'));
  // The mask is no YAML where it stands for a whole value: a word of the same length is, and only places are read.
  const masked = readManifestFile(renderedName, text.replaceAll('***', 'xxx'));
  const places = groupBy(masked.objects, ({ identity }) => identityKey(identity));
  const { objects, problems } = readManifestFile(renderedName, printed);
  const placed = objects.map((object): ManifestObject => {
    const [twin, ...others] = places.get(identityKey(object.identity)) ?? [];
    const place = others.length === 0 ? twin : undefined;
    return { ...object, span: place?.span ?? nowhere, locate: (path) => place?.locate(path) ?? nowhere };
  });
  return { text, file: { file: renderedName, objects: placed, problems } };
}
