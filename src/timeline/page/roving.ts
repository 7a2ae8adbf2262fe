import { useState } from 'preact/hooks';
import { nextPlace, type Place } from './places';

/** One stop for the Tab key; the arrows go on from there. */
export function useRoving(rows: readonly (readonly Place[])[]) {
  const [kept, keep] = useState('');
  const isThere = rows.some((places) => places.some(({ id }) => id === kept));
  const first = rows.find((places) => places.length > 0)?.at(-1)?.id;
  const current = isThere ? kept : first;
  const onKeyDown = (event: KeyboardEvent) => {
    const next = event.target instanceof Element ? nextPlace(rows, event.target.id, event.key) : undefined;
    if (next === undefined) return;
    event.preventDefault();
    keep(next);
    document.getElementById(next)?.focus();
  };
  return { stop: (id: string) => (id === current ? 0 : -1), onKeyDown, keep };
}
