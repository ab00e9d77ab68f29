import type { Hotkey } from '../../../shared/hotkeys';
import { sync } from '../../../shared/sync.svelte';
import { toasts } from '../../../shared/toasts.svelte';
import type { Desk } from '../desk.svelte';
import { account } from './account';

/** Keys that work on every screen. */
export function deskHotkeys(desk: Desk): Hotkey[] {
  return [
    { keys: 'F1', run: () => (desk.overlay = 'shortcuts') },
    { keys: 'mod+k', run: () => (desk.overlay = 'palette') },
    { keys: 'F2', run: () => editPatient(desk) },
    { keys: 'shift+F2', run: () => desk.nextPatient() },
    { keys: 'F4', run: () => findSlot(desk) },
    { keys: 'F5', run: () => desk.refresh() },
    { keys: 'mod+l', run: () => signInOrOut(desk) },
    { keys: 'F6', run: () => nextPane(1) },
    { keys: 'shift+F6', run: () => nextPane(-1) },
    { keys: 'F8', run: () => desk.show('waiting') },
    { keys: 'F9', run: () => (desk.overlay = 'lookup') },
    { keys: 'mod+1', run: () => desk.show('finder') },
    { keys: 'mod+2', run: () => desk.show('visits') },
    { keys: 'mod+3', run: () => desk.show('waiting') },
    { keys: 'mod+4', run: () => desk.show('requests') },
    { keys: 'mod+5', run: () => desk.show('timetables') },
    { keys: 'mod+6', run: () => desk.show('devices') },
    { keys: 'mod+7', run: () => desk.show('lookups') },
    { keys: 'mod+f', run: focusFilter },
    { keys: 'mod+z', notInText: true, run: () => toasts.undoLast() },
    {
      keys: 'Escape',
      run: () => {
        if (desk.overlay !== null) desk.overlay = null;
        else if (desk.screen === 'timetables') desk.closeTimetable();
        else if (desk.outcome !== null) desk.outcome = null;
        else if (desk.moving !== null) desk.leaveMove();
        else desk.finder.day = null;
      },
    },
  ];
}

function editPatient(desk: Desk): void {
  desk.show('finder');
  // The person of a visit that is being moved is known.
  if (desk.moving === null) desk.patient.attention += 1;
}

export function findSlot(desk: Desk): void {
  desk.show('finder');
  desk.outcome = null;
  requestAnimationFrame(() => document.getElementById('results')?.focus());
}

/** Asks who is here, or signs out whoever was. */
export function signInOrOut(desk: Desk): void {
  if (sync.view.person === null) desk.signIn();
  else void account.signOut();
}

function focusFilter(): void {
  document.querySelector<HTMLElement>('[data-filter]')?.focus();
}

/** Moves the focus to the list, or else the first control, of the next part of the screen. */
function nextPane(step: 1 | -1): void {
  const panes = [...document.querySelectorAll<HTMLElement>('[data-pane]')].filter((pane) => pane.offsetParent !== null);
  const at = panes.findIndex((pane) => pane.contains(document.activeElement));
  const pane = panes[(at + step + panes.length) % panes.length];
  const inside =
    pane?.querySelector<HTMLElement>('[tabindex="0"]') ??
    pane?.querySelector<HTMLElement>(':is(button, input, select):enabled');
  (inside ?? pane)?.focus();
}
