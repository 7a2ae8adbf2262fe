import fc from 'fast-check';
import { nastyWord } from './words';

/** One change to a text; places are parts of its length, in thousandths. */
type Edit =
  | { readonly kind: 'cut'; readonly at: number; readonly length: number }
  | { readonly kind: 'insert'; readonly at: number; readonly text: string }
  | { readonly kind: 'repeat'; readonly at: number; readonly length: number; readonly times: number }
  | { readonly kind: 'copy'; readonly at: number; readonly length: number; readonly to: number }
  | { readonly kind: 'lines'; readonly at: number; readonly to: number };

const place = fc.nat(1000);
const length = fc.oneof(fc.nat(4), fc.nat(80));
const edit: fc.Arbitrary<Edit> = fc.oneof(
  fc.record({ kind: fc.constant('cut' as const), at: place, length }),
  fc.record({
    kind: fc.constant('insert' as const),
    at: place,
    text: fc.oneof({ weight: 4, arbitrary: nastyWord }, fc.string({ maxLength: 3, unit: 'binary' })),
  }),
  fc.record({
    kind: fc.constant('repeat' as const),
    at: place,
    length,
    times: fc.oneof({ weight: 20, arbitrary: fc.nat(6) }, { weight: 1, arbitrary: fc.constantFrom(40, 400) }),
  }),
  fc.record({ kind: fc.constant('copy' as const), at: place, length, to: place }),
  fc.record({ kind: fc.constant('lines' as const), at: place, to: place }),
);

/** The texts with a few changes that know nothing of any format. */
export function mutated(texts: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc
    .tuple(texts, fc.array(edit, { minLength: 1, maxLength: 5 }))
    .map(([text, edits]) => wellFormed(edits.reduce(applied, text).slice(0, maxLength)));
}

/** As bytes give it: without half a character, which no file can hold. */
export function wellFormed(text: string): string {
  return Buffer.from(text).toString('utf8');
}

/** Inputs stay small: what is slow on those shows, and what is large costs all others their turn. */
const maxLength = 20_000;

function applied(text: string, change: Edit): string {
  const at = Math.floor((change.at / 1000) * text.length);
  switch (change.kind) {
    case 'cut':
      return text.slice(0, at) + text.slice(at + change.length);
    case 'insert':
      return text.slice(0, at) + change.text + text.slice(at);
    case 'repeat':
      return text.slice(0, at) + text.slice(at, at + change.length).repeat(change.times) + text.slice(at);
    case 'copy': {
      const to = Math.floor((change.to / 1000) * text.length);
      return text.slice(0, to) + text.slice(at, at + change.length) + text.slice(to);
    }
    case 'lines': {
      const lines = text.split('\n');
      const [from, to] = [change.at, change.to].map((part) =>
        Math.min(lines.length - 1, Math.floor((part / 1000) * lines.length)),
      );
      const [line] = lines.splice(from ?? 0, 1);
      lines.splice(to ?? 0, 0, line ?? '');
      return lines.join('\n');
    }
  }
}
