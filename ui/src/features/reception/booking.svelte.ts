import { backend, toAppError } from '../../backend';
import type { AppError, PatientInput, RequestView, SlotView } from '../../backend/types';
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

  /** Books for the person in the patient block. */
  async book(slot: SlotView): Promise<void> {
    const { patient } = this.#desk;
    await this.#send(slot, patient.input, patient.referralOrNull);
  }

  /** Books another term for the person of a refused request, which is settled by it. */
  async rebook(request: RequestView, slot: SlotView): Promise<void> {
    if (!(await this.#desk.resume(request, slot))) {
      this.#desk.patient.attention += 1;
      return;
    }
    const { input, referralOrNull } = this.#desk.patient;
    const sent = await this.#send(slot, input, referralOrNull);
    if (sent) await backend.dismissRequest(request.id).catch(() => undefined);
  }

  async #send(slot: SlotView, patient: PatientInput, referral: string | null): Promise<boolean> {
    if (this.busy) return false;
    const desk = this.#desk;
    const painted = sinceInput('book');
    this.busy = true;
    this.error = null;
    desk.patient.problem = null;
    try {
      const answer = await calls.during(backend.book({ slot: slot.id, patient, referral }));
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
    this.#desk.outcome = answer;
    announcer.say(answer.state === 'confirmed' ? t('outcome-confirmed-title') : t('outcome-queued-title'), 'assertive');
  }
}
