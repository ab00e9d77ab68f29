/**
 * Moves the focus between the rows of a list with the arrow keys, Home, End, PageUp and PageDown; to one of them when it is
 * on the list itself.
 */
export function moveBetweenRows(event: KeyboardEvent & { currentTarget: HTMLElement }, selector = '[data-row]'): void {
  if (event.altKey || event.ctrlKey || event.metaKey) return;
  const rows = [...event.currentTarget.querySelectorAll<HTMLElement>(selector)];
  const at = rows.findIndex((row) => row.contains(document.activeElement));
  const next = target(event.key, at, rows.length);
  if ((at < 0 && document.activeElement !== event.currentTarget) || next === null) return;
  event.preventDefault();
  rows[next]?.focus();
}

/** Index that a movement key leads to; `null` for other keys. */
export function target(key: string, at: number, length: number, page = 10): number | null {
  const last = length - 1;
  if (last < 0) return null;
  const moves: Record<string, number> = {
    ArrowDown: at + 1,
    ArrowUp: at - 1,
    PageDown: at + page,
    PageUp: at - page,
    Home: 0,
    End: last,
  };
  const next = moves[key];
  return next === undefined ? null : Math.min(last, Math.max(0, next));
}
