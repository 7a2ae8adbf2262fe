import type { Path } from '../manifest/objects';
import type { Step } from './owners';

/** Where the walk stands: as people read it, as managedFields name it, and where it is in the file. */
export interface Place {
  /** `spec.template.spec.containers[name=web].image` */
  readonly text: string;
  readonly steps: readonly Step[];
  /** Keys only, without list items. */
  readonly trail: readonly string[];
  /** Path in the file; the nearest ancestor where the file lacks it. */
  readonly file: Path;
}

export const root: Place = { text: '', steps: [], trail: [], file: [] };

export function atKey(place: Place, key: string): Place {
  const plain = /^[A-Za-z_][\w-]*$/.test(key);
  const text = plain ? (place.text === '' ? key : `${place.text}.${key}`) : `${place.text}[${JSON.stringify(key)}]`;
  return { text, steps: [...place.steps, key], trail: [...place.trail, key], file: [...place.file, key] };
}

/** An item of a list. `item` is the live one where there is one: managedFields name it by its values. */
export function atItem(
  place: Place,
  at: { readonly name: string | undefined; readonly item: unknown; readonly live: number; readonly desired?: number },
): Place {
  return {
    text: `${place.text}[${at.name ?? String(at.desired ?? at.live)}]`,
    steps: [...place.steps, { item: at.item, index: at.live }],
    trail: place.trail,
    file: at.desired === undefined ? place.file : [...place.file, at.desired],
  };
}
