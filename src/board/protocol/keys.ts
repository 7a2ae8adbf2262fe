/** A place in the grid. */
export interface GridPlace {
  readonly line: number;
  readonly column: number;
}

/**
 * Where a key leads from a place; nothing for a key that does not move.
 * @param page how many lines are seen at once
 * @see WAI-ARIA Authoring Practices, "Grid"
 */
export function moved(
  { line, column }: GridPlace,
  { key, ctrlKey }: { readonly key: string; readonly ctrlKey: boolean },
  { lines, columns }: { readonly lines: number; readonly columns: number },
  page: number,
): GridPlace | undefined {
  const to = (nextLine: number, nextColumn: number): GridPlace => ({
    line: Math.min(lines - 1, Math.max(0, nextLine)),
    column: Math.min(columns - 1, Math.max(0, nextColumn)),
  });
  switch (key) {
    case 'ArrowUp':
      return to(line - 1, column);
    case 'ArrowDown':
      return to(line + 1, column);
    case 'ArrowLeft':
      return to(line, column - 1);
    case 'ArrowRight':
      return to(line, column + 1);
    case 'PageUp':
      return to(line - page, column);
    case 'PageDown':
      return to(line + page, column);
    case 'Home':
      return ctrlKey ? to(0, 0) : to(line, 0);
    case 'End':
      return ctrlKey ? to(lines - 1, columns - 1) : to(line, columns - 1);
    default:
      return undefined;
  }
}

/** How many lines a page has; one at least. */
export function pageOf(heightPx: number, linePx: number): number {
  return Math.max(1, Math.floor(heightPx / linePx) - 2);
}
