/** Puts the focus on the cell that keys move from; where there is none, on what filters. */
export function focusGrid(): void {
  const cell = document.querySelector<HTMLElement>('.grid [tabindex="0"]');
  (cell ?? document.querySelector<HTMLElement>('.filter'))?.focus();
}

/** Nothing has the focus any more: what had it is gone, or may not be used now. */
export function isFocusLost(): boolean {
  const active = document.activeElement;
  return !active || active === document.body || active.matches(':disabled');
}
