import { isMap, isScalar, parseDocument, visit, type Document, type LineCounter } from 'yaml';
import { isNestedTooDeeply } from '../support/nesting';

/** What keeps a text from being read, and where: offsets, the end exclusive. */
export interface Fault {
  readonly pos: readonly [number, number];
  readonly message: string;
}

export interface ReadDocument {
  readonly document: Document.Parsed;
  /** In the order of the text, at most `maxFaults`. */
  readonly faults: readonly Fault[];
}

/** What follows the first is mostly their echo. */
export const maxFaults = 100;

/**
 * A catalog's YAML. Keys that stand twice are found here, in time linear in the text: the library compares each with each.
 */
export function readDocument(text: string, lineCounter?: LineCounter): ReadDocument {
  const options = {
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: 'error' as const, // silent, a second document would be no fault
    ...(lineCounter ? { lineCounter } : {}),
  };
  if (isNestedTooDeeply(text)) {
    return { document: parseDocument('', options), faults: [{ pos: [0, 1], message: 'It is nested too deeply' }] };
  }
  const document = parseDocument(text, options);
  const faults = [...document.errors, ...repeatedKeys(document)];
  return { document, faults: faults.sort((one, other) => one.pos[0] - other.pos[0]).slice(0, maxFaults) };
}

function repeatedKeys(document: Document.Parsed): readonly Fault[] {
  const faults: Fault[] = [];
  visit(document, {
    Map: (_, map) => {
      const seen = new Set<unknown>();
      for (const { key } of isMap(map) ? map.items : []) {
        if (!isScalar(key)) continue;
        const start = key.range?.[0] ?? 0;
        if (seen.has(key.value)) faults.push({ pos: [start, start + 1], message: 'Map keys must be unique' });
        seen.add(key.value);
      }
    },
  });
  return faults;
}
