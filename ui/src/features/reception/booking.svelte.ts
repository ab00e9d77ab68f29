import { backend, toAppError } from '../../backend';
import type { AppError, RequestView, SlotView } from '../../backend/types';
import { t } from '../../i18n/index.svelte';
import { announcer } from '../../shared/announce.svelte';
import { errorText } from '../../shared/format';
import { sinceInput } from '../../shared/latency';
import type { Desk } from './desk.svelte';
import { calls } from './requests/calls';

/** Sends a booking and shows its answer: confirmed, waiting for the registry, or refused with a next step. */
export class Booking {
  busy = $state(false);
  /** A failure that belongs to no field. */
  error = $state.raw<AppError | null>(null);
  readonly #desk: Desk;

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  /** Books for the person in the patient block, or moves the visit that is being moved; says whether it was sent. */
  async book(slot: SlotView): Promise<boolean> {
    const { moving, patient } = this.#desk;
    if (moving === null) {
      const { input, referralOrNull: referral } = patient;
      return this.#send(() => backend.book({ slot: slot.id, patient: input, referral }));
    }
    const sent = await this.#send(() => backend.reschedule(moving.id, slot.id));
    if (sent && moving.request !== null) await settle(moving.request);
    return sent;
  }

  /** Books another term for the person of a refused request, which is settled by it. */
  async rebook(request: RequestView, slot: SlotView): Promise<void> {
    if (!(await this.#desk.resume(request, slot))) {
      this.#desk.patient.attention += 1;
      return;
    }
    const sent = await this.book(slot);
    if (sent && request.kind !== 'reschedule') await settle(request.id);
  }

  async #send(ask: () => Promise<RequestView>): Promise<boolean> {
    if (this.busy) return false;
    const desk = this.#desk;
    const painted = sinceInput('book');
    this.busy = true;
    this.error = null;
    desk.patient.problem = null;
    try {
      const answer = await calls.during(ask());
      this.#show(answer);
      return true;
    } catch (thrown) {
      const error = toAppError(thrown);
      if (error.field === null) this.error = error;
      else desk.patient.blame(error);
      announcer.say(errorText(error), 'assertive');
      return false;
    } finally {
      this.busy = false;
      painted();
    }
  }

  #show(answer: RequestView): void {
    if (answer.state === 'refused') {
      this.#desk.conflict = answer;
      return;
    }
    this.#desk.moving = null;
    this.#desk.outcome = answer;
    announcer.say(outcomeTitle(answer), 'assertive');
  }
}

/** What has become of a booking or a move, in three words. */
export function outcomeTitle({ kind, state }: RequestView): string {
  if (kind === 'reschedule') return state === 'confirmed' ? t('moved-title') : t('move-queued-title');
  return state === 'confirmed' ? t('outcome-confirmed-title') : t('outcome-queued-title');
}

/** The request is dealt with; that it stays on the list for once does no harm. */
async function settle(request: string): Promise<void> {
  await backend.dismissRequest(request).catch(() => undefined);
}
