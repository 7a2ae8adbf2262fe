import { lastAppliedKey } from '../compare/habits';
import { sameItem } from '../compare/lists';
import type { FieldPath } from '../compare/fieldPath';
import { at, isList, textAt } from '../values/values';

/** What `kubectl apply` (or whoever does as it does) sent last, as it notes on the live object itself. */
export class LastApplied {
  private read: { readonly object: unknown } | undefined;

  constructor(private readonly annotations: unknown) {}

  has(place: FieldPath): boolean {
    return this.at(place) !== undefined;
  }

  /** There is a note, and it can be read. */
  get isKnown(): boolean {
    return this.object !== undefined;
  }

  private get object(): unknown {
    this.read ??= { object: this.parse() };
    return this.read.object;
  }

  at(place: FieldPath): unknown {
    return place.steps.reduce<unknown>((here, step) => {
      if (typeof step === 'string') return at(here, step);
      return isList(here) ? sameItem(here, step) : undefined;
    }, this.object);
  }

  private parse(): unknown {
    const text = textAt(this.annotations, lastAppliedKey);
    try {
      return text === undefined ? undefined : JSON.parse(text);
    } catch {
      return undefined; // anybody may write an annotation; one that cannot be read says nothing
    }
  }
}
