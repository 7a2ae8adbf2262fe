import {
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  parseAllDocuments,
  type Document,
  type Node,
} from 'yaml';
import type { Path } from './mutations';

/** An oracle of its own: on which line of the file the key, or the list item, of a path stands; of what is not there, nothing. */
export class Lines {
  private readonly counter = new LineCounter();
  private readonly documents: readonly Document.Parsed[];

  constructor(text: string) {
    this.documents = parseAllDocuments(text, { lineCounter: this.counter }) as readonly Document.Parsed[];
  }

  /** @param start where the object begins in the text */
  of(start: number, path: Path): number | undefined {
    const document = this.documents.findLast(({ range }) => range[0] <= start);
    if (!document?.contents) return undefined;
    let here: unknown = objectAt(document.contents, start);
    let line: number | undefined;
    for (const step of path) {
      if (isMap(here)) {
        const map = here;
        const named = (name: string) => map.items.find(({ key }) => isScalar(key) && String(key.value) === name);
        const pair = named(String(step)) ?? named('<<');
        if (!isPair(pair) || !isScalar(pair.key)) return undefined;
        line = this.lineAt(pair.key.range?.[0]);
        here = pair.value;
        if (pair.key.value === '<<') return line;
      } else if (isSeq(here)) {
        const item = here.items[Number(step)] as Node | undefined;
        if (!item) return undefined;
        line = this.lineAt(item.range?.[0]);
        here = item;
      } else return undefined;
      if (isAlias(here)) return line;
    }
    return line;
  }

  private lineAt(offset: number | undefined): number | undefined {
    return offset === undefined ? undefined : this.counter.linePos(offset).line;
  }
}

/** The document itself, or the item of a List that begins there. */
function objectAt(contents: unknown, start: number): unknown {
  if (!isMap(contents)) return contents;
  const items = contents.get('items', true);
  if (!isSeq(items)) return contents;
  return items.items.findLast((item) => ((item as Node).range?.[0] ?? 0) <= start) ?? contents;
}
