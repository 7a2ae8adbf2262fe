import { resolved, type MapNode, type PairNode, type YamlNode } from '../../manifest/read/nodes';
import { rootsOf } from '../../manifest/read/roots';
import { readScalar } from '../../manifest/read/value';

/** What an edit means to change, by where it stands in the text before. */
export interface Intended {
  /** By the beginning of a scalar: the text that it becomes. */
  readonly scalars: Map<number, string>;
  /** By the beginning of a map: the digest that it gets at a key of its own. */
  readonly digests: Map<number, string>;
}

/** Whether a text, read again, says exactly what another says but for what was meant. @throws where one cannot be read */
export function differsOnlyBy(before: string, after: string, intended: Intended): boolean {
  const [old, young] = [rootsOf(before), rootsOf(after)];
  if ('refused' in old || 'refused' in young || old.documents.length !== young.documents.length) return false;
  return old.documents.every((document, index) => {
    const other = young.documents[index];
    const [was, is] = [rootIn(document), other && rootIn(other)];
    // A document that could not be read is not edited: it is as it was.
    if (was === undefined || is === undefined) {
      return (
        was === is &&
        other !== undefined &&
        before.slice(document.start, document.end) === after.slice(other.start, other.end)
      );
    }
    return isSame(was, is, intended);
  });
}

function rootIn(document: { readonly root: () => YamlNode | null }): YamlNode | null | undefined {
  try {
    return document.root();
  } catch {
    return undefined;
  }
}

function isSame(was: YamlNode | null, is: YamlNode | null, intended: Intended): boolean {
  if (!was || !is) return was === is;
  if (was.anchor !== is.anchor || was.tag !== is.tag) return false;
  switch (was.kind) {
    case 'alias':
      return is.kind === 'alias' && was.target.anchor === is.target.anchor;
    case 'scalar': {
      if (is.kind !== 'scalar') return false;
      const wanted = intended.scalars.get(was.start);
      if (wanted === undefined) return is.text === was.text && is.style === was.style;
      return (['kubectl', 'kustomize'] as const).every((reader) => {
        const reading = readScalar(is, reader);
        return 'value' in reading && reading.value === wanted;
      });
    }
    case 'list':
      return (
        is.kind === 'list' &&
        is.items.length === was.items.length &&
        was.items.every(({ value }, index) => isSame(value, is.items[index]?.value ?? null, intended))
      );
    case 'map': {
      const pairs = is.kind === 'map' ? withoutNew(was, is, intended) : undefined;
      return (
        pairs?.length === was.pairs.length &&
        was.pairs.every(({ key, value }, index) => {
          const pair = pairs[index];
          return pair !== undefined && isSame(key, pair.key, intended) && isSame(value, pair.value, intended);
        })
      );
    }
  }
}

/** The pairs without the one that was meant to be new. */
function withoutNew(was: MapNode, is: MapNode, { digests }: Intended): readonly PairNode[] {
  const wanted = digests.get(was.start);
  if (wanted === undefined) return is.pairs;
  const added = is.pairs.findIndex(({ key, value }) => {
    const [name, text] = [resolved(key), value && resolved(value)];
    return name.kind === 'scalar' && name.text === 'digest' && text?.kind === 'scalar' && text.text === wanted;
  });
  return added < 0 ? [] : is.pairs.filter((_pair, index) => index !== added);
}
