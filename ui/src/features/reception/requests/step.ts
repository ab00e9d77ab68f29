import type { RequestView } from '../../../backend/types';

/** What a person can do about a refused request. */
export type Step = 'choose' | 'correct' | 'visits' | 'waiting';

/** Where what was asked of a visit or of an entry is seen. */
const places: Partial<Record<RequestView['kind'], Step>> = {
  cancel: 'visits',
  attend: 'visits',
  restore: 'visits',
  leave: 'waiting',
  prolong: 'waiting',
  accept: 'waiting',
  decline: 'waiting',
};

/** The step that fits the reason of a refusal. */
export function nextStep({ kind, refusal }: RequestView): Step {
  const code = refusal?.code ?? '';
  if (kind === 'reschedule') return code.startsWith('slot-') || code === 'hold-expired' ? 'choose' : 'visits';
  if (code === 'already-booked' || code === 'referral-used') return 'visits';
  if (code === 'already-waiting') return 'waiting';
  const place = places[kind];
  if (place !== undefined) return place;
  return kind !== 'join' && code.startsWith('slot-') ? 'choose' : 'correct';
}
