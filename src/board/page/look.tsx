import type { JSX } from 'preact';
import { Icon } from '../../pages/page/icon';
import type { Look } from '../protocol/board';

/** A sign with its words. */
export function Said({ look, class: more = '' }: { readonly look: Look; readonly class?: string }): JSX.Element {
  return (
    <span class={`said ${more}`} title={look.label}>
      <Icon name={look.icon} tone={look.tone} />
      <span class="cut">{look.label}</span>
    </span>
  );
}
