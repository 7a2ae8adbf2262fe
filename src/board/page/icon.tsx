import type { JSX } from 'preact';
import type { Look, Tone } from '../protocol/board';
import { icons } from './icons';

const parsed = new Map<string, readonly string[]>();

/** The outlines of a picture: our own text, read once. */
function outlines(name: string): readonly string[] {
  const known = parsed.get(name);
  if (known) return known;
  const text = icons[name] ?? icons['question'] ?? '';
  const picture = new DOMParser().parseFromString(text, 'image/svg+xml');
  const paths = [...picture.querySelectorAll('path')].flatMap((path) => path.getAttribute('d') ?? []);
  parsed.set(name, paths);
  return paths;
}

/** A picture beside words that say the same; `sync~spin` turns. */
export function Icon({ name, tone }: { readonly name: string; readonly tone?: Tone | undefined }): JSX.Element {
  const [plain = '', turn] = name.split('~');
  const classes = ['icon', ...(tone ? [`tone-${tone}`] : []), ...(turn === 'spin' ? ['turns'] : [])];
  return (
    <svg class={classes.join(' ')} viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      {outlines(plain).map((d) => (
        <path key={d} d={d} fill-rule="evenodd" clip-rule="evenodd" />
      ))}
    </svg>
  );
}

/** A picture with its words. */
export function Said({ look, class: more = '' }: { readonly look: Look; readonly class?: string }): JSX.Element {
  return (
    <span class={`said ${more}`} title={look.label}>
      <Icon name={look.icon} tone={look.tone} />
      <span class="cut">{look.label}</span>
    </span>
  );
}
