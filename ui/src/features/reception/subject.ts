import type { Desk } from './desk.svelte';

/** Puts the focus on the row a notice was about, or on the first row, when a list has come on screen. */
export function focusSubject(desk: Desk, list: HTMLElement | undefined, ready: boolean): void {
  if (list === undefined || !ready || list.contains(document.activeElement)) return;
  if (desk.overlay !== null || desk.conflict !== null) return;
  const rows = [...list.querySelectorAll<HTMLElement>('[data-row]')];
  const wanted = desk.subject === null ? undefined : rows.find((row) => row.dataset['row'] === desk.subject);
  desk.subject = null;
  (wanted ?? rows[0])?.focus();
}
