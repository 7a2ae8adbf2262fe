/** What stands in rows and is gone through by keyboard as one: a place that the keys lead to. */
export type Place = { readonly id: string; readonly at: number };

/**
 * Where a key leads from a place: along its row, to the nearest of the row above or below, or to the ends. Nothing where
 * the key is no such key, or there is nothing there.
 */
export function nextPlace(rows: readonly (readonly Place[])[], from: string, key: string): string | undefined {
  const row = rows.findIndex((places) => places.some(({ id }) => id === from));
  const places = rows[row] ?? [];
  const at = places.findIndex(({ id }) => id === from);
  const here = places[at]?.at ?? 0;
  const nearest = (others: readonly Place[] | undefined) =>
    others?.toSorted((one, other) => Math.abs(one.at - here) - Math.abs(other.at - here))[0]?.id;
  const filled = (step: -1 | 1) => {
    for (let next = row + step; rows[next]; next += step) if (rows[next]?.length) return rows[next];
    return undefined;
  };
  switch (key) {
    case 'ArrowLeft':
      return places[at - 1]?.id;
    case 'ArrowRight':
      return places[at + 1]?.id;
    case 'ArrowUp':
      return nearest(filled(-1));
    case 'ArrowDown':
      return nearest(filled(1));
    case 'Home':
      return places[0]?.id;
    case 'End':
      return places.at(-1)?.id;
    default:
      return undefined;
  }
}
