import mapping from '@vscode/codicons/src/template/mapping.json';
import type { JSX } from 'preact';
import type { Look, Tone } from '../protocol/board';

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

/** A sign with its words. */
export function Said({ look, class: more = '' }: { readonly look: Look; readonly class?: string }): JSX.Element {
  return (
    <span class={`said ${more}`} title={look.label}>
      <Icon name={look.icon} tone={look.tone} />
      <span class="cut">{look.label}</span>
    </span>
  );
}
