import type { RequestView } from '../../../backend/types';

/** What a person can do about a refused request. */
export type Step = 'choose' | 'correct' | 'visits' | 'waiting';

/** The step that fits the reason of a refusal. */
export function nextStep(request: RequestView): Step {
  const code = request.refusal?.code ?? '';
  if (request.kind === 'reschedule') return code.startsWith('slot-') ? 'choose' : 'visits';
  if (request.kind === 'cancel' || code === 'already-booked' || code === 'referral-used') return 'visits';
  if (request.kind === 'leave' || code === 'already-waiting') return 'waiting';
  if (request.kind === 'join') return 'correct';
  return code.startsWith('slot-') ? 'choose' : 'correct';
}
