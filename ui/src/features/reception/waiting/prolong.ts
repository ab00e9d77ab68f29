import type { WaitingView } from '../../../backend/types';

/** Days before its end from which on an entry is marked and may be prolonged; the registry decides by its policy. */
const SOON = 7;

/** Whether waiting ends soon. Days are counted in full: with seven of them left it is still too early. */
export function mayProlong({ daysLeft }: WaitingView): boolean {
  return daysLeft < SOON;
}
