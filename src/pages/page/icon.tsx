import mapping from '@vscode/codicons/src/template/mapping.json';
import type { JSX } from 'preact';
import type { Tone } from '../protocol/said';

/** The signs of the editor's own font by their names; one sign has several. */
const glyphs = new Map(
  Object.entries(mapping).flatMap(([code, names]) =>
    names.map((name) => [name, String.fromCodePoint(Number(code))] as const),
  ),
);

/** A sign beside words that say the same; `sync~spin` turns. */
export function Icon({ name, tone }: { readonly name: string; readonly tone?: Tone | undefined }): JSX.Element {
  const [plain = '', turn] = name.split('~');
  const toned = tone ? ` tone-${tone}` : '';
  return (
    <span class={`icon${toned}${turn === 'spin' ? ' turns' : ''}`} aria-hidden="true">
      {glyphs.get(plain) ?? '?'}
    </span>
  );
}
