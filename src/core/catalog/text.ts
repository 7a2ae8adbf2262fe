import { message } from '../support/message';
import type { Problem } from './source';

export type ReadText =
  { readonly kind: 'ok'; readonly text: string } | { readonly kind: 'invalid'; readonly problems: readonly Problem[] };

/** No catalog is larger. */
export const limitBytes = 2_000_000;

/** The text of a file's bytes; where they are not UTF-8, the place of the first that is not: nothing of it is guessed. */
export function textOf(bytes: Uint8Array): ReadText {
  try {
    return { kind: 'ok', text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes) };
  } catch {
    // Decoded leniently, what cannot be read stands as U+FFFD: what comes before tells the place.
    const [before = ''] = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes).split('\uFFFD', 1);
    const lines = before.split('\n');
    const column = (lines.at(-1) ?? '').length + 1;
    const place = { line: lines.length, column, endLine: lines.length, endColumn: column + 1 };
    return {
      kind: 'invalid',
      problems: [{ ...place, said: message('The file is not UTF-8 text. Save it as UTF-8.') }],
    };
  }
}
