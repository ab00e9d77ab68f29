import { backend, toAppError } from '../../backend';
import type { AppError, PatientCheck, PatientInput, PlaceView } from '../../backend/types';
import { Sequence } from '../../shared/sequence';
import type { DayPart } from './finder/finder.svelte';

/** Fields of the patient block, by the names the program uses for the field at fault. */
export type PatientField = 'pesel' | 'givenName' | 'familyName' | 'phone' | 'referral';

export interface Wishes {
  place: PlaceView | null;
  radiusKm: number;
  weekdays: number[];
  parts: DayPart[];
  entitlement: string;
  shortNotice: boolean;
}

/** The person the desk talks with, as typed so far. Lives in memory only. */
export class PatientDraft {
  pesel = $state('');
  givenName = $state('');
  familyName = $state('');
  phone = $state('');
  referral = $state('');
  urgent = $state(false);
  /** What the person wished for the waiting list, kept while something else is put right. */
  wishes = $state.raw<Wishes | null>(null);
  /** What the PESEL tells; `null` while it is not right. */
  check = $state.raw<PatientCheck | null>(null);
  /** Why the PESEL is not right. */
  peselError = $state.raw<AppError | null>(null);
  /** A refusal to show above the field at fault. */
  problem = $state.raw<AppError | null>(null);
  /** Moves on each time the field at fault should get the focus. */
  attention = $state(0);
  /** How much of that has been paid: a form that opens again does not take the focus again. */
  attended = 0;
  readonly #sequence = new Sequence();

  get name(): string {
    return [this.familyName.trim(), this.givenName.trim()].filter(Boolean).join(' ');
  }

  get complete(): boolean {
    return this.check !== null && this.familyName.trim() !== '' && this.givenName.trim() !== '';
  }

  get empty(): boolean {
    return this.pesel === '' && this.name === '' && this.phone === '' && this.referral === '';
  }

  get digits(): number {
    return this.pesel.replace(/\D/g, '').length;
  }

  get input(): PatientInput {
    const { pesel, givenName, familyName, phone } = this;
    return { pesel, givenName, familyName, phone };
  }

  get referralOrNull(): string | null {
    return this.referral.trim() === '' ? null : this.referral.trim();
  }

  /** Asks what the PESEL tells and whether the service is for this person. */
  async verify(pesel: string, service: string | null): Promise<void> {
    if (pesel.trim() === '') {
      this.#sequence.forget();
      this.check = null;
      this.peselError = null;
      return;
    }
    try {
      const answer = await this.#sequence.latest(() => backend.checkPatient(pesel, service));
      if (answer === null) return;
      this.check = answer;
      this.peselError = null;
    } catch (thrown) {
      this.check = null;
      this.peselError = toAppError(thrown);
    }
  }

  /** Shows a refusal at its field. */
  blame(error: AppError): void {
    this.problem = error;
    this.attention += 1;
  }

  /** The person is changing a field: its refusal is answered. */
  edited(field: PatientField): void {
    if (this.problem?.field === field) this.problem = null;
  }

  fill(input: PatientInput, referral: string | null): void {
    this.clear();
    this.pesel = input.pesel;
    this.givenName = input.givenName;
    this.familyName = input.familyName;
    this.phone = input.phone;
    this.referral = referral ?? '';
  }

  clear(): void {
    this.pesel = '';
    this.givenName = '';
    this.familyName = '';
    this.phone = '';
    this.referral = '';
    this.urgent = false;
    this.wishes = null;
    this.check = null;
    this.peselError = null;
    this.problem = null;
  }
}
