import { backend, toAppError } from '../../backend';
import type {
  AppError,
  DocumentInput,
  GuardianInput,
  PatientCheck,
  PatientInput,
  PlaceView,
} from '../../backend/types';
import { parseBirthDay } from '../../shared/dates';
import { numericDay } from '../../shared/format';
import { Sequence } from '../../shared/sequence';
import type { DayPart } from './finder/finder.svelte';

/** Fields of the patient block, by the names the program uses for the field at fault. */
export type PatientField =
  | 'pesel'
  | 'country'
  | 'number'
  | 'birthDate'
  | 'sex'
  | 'givenName'
  | 'familyName'
  | 'phone'
  | 'referral'
  | 'guardianGivenName'
  | 'guardianFamilyName'
  | 'guardianPhone';

export interface Wishes {
  place: PlaceView | null;
  radiusKm: number;
  weekdays: number[];
  parts: DayPart[];
  entitlement: string;
  shortNotice: boolean;
}

/** A patient block with nothing in it. */
const empty = {
  pesel: '',
  kind: 'passport',
  country: '',
  number: '',
  birthDate: '',
  sex: '',
  givenName: '',
  familyName: '',
  phone: '',
  referral: '',
  guardianGivenName: '',
  guardianFamilyName: '',
  guardianPhone: '',
};

/** The person the desk talks with, as typed so far. Lives in memory only. */
export class PatientDraft {
  pesel = $state(empty.pesel);
  /** There is no PESEL: a document in its place. */
  noPesel = $state(false);
  kind = $state(empty.kind);
  country = $state(empty.country);
  number = $state(empty.number);
  birthDate = $state(empty.birthDate);
  sex = $state(empty.sex);
  givenName = $state(empty.givenName);
  familyName = $state(empty.familyName);
  phone = $state(empty.phone);
  referral = $state(empty.referral);
  urgent = $state(false);
  /** Somebody answers for a person of whom nobody must. */
  guardianAdded = $state(false);
  guardianGivenName = $state(empty.guardianGivenName);
  guardianFamilyName = $state(empty.guardianFamilyName);
  guardianPhone = $state(empty.guardianPhone);
  /** What the person wished for the waiting list, kept while something else is put right. */
  wishes = $state.raw<Wishes | null>(null);
  /** What the PESEL or the document tells; `null` while it is not right. */
  check = $state.raw<PatientCheck | null>(null);
  /** Why it is not right. */
  identityError = $state.raw<AppError | null>(null);
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
    return Object.entries(empty).every(([field, nothing]) => this[field as keyof typeof empty] === nothing);
  }

  get digits(): number {
    return this.pesel.replace(/\D/g, '').length;
  }

  /** The fields of a guardian are there. */
  get guarded(): boolean {
    return this.guardianAdded || this.check?.minor === true;
  }

  get guardianComplete(): boolean {
    return [this.guardianGivenName, this.guardianFamilyName, this.guardianPhone].every((text) => text.trim() !== '');
  }

  get document(): DocumentInput | null {
    if (!this.noPesel) return null;
    const { kind, country, number, sex } = this;
    return { kind, country, number, birthDate: parseBirthDay(this.birthDate) ?? this.birthDate.trim(), sex };
  }

  get input(): PatientInput {
    const { pesel, document, givenName, familyName, phone } = this;
    return { pesel, document, givenName, familyName, phone, guardian: this.#guardian };
  }

  get #guardian(): GuardianInput | null {
    if (!this.guarded) return null;
    return { givenName: this.guardianGivenName, familyName: this.guardianFamilyName, phone: this.guardianPhone };
  }

  get referralOrNull(): string | null {
    return this.referral.trim() === '' ? null : this.referral.trim();
  }

  /** Asks what the PESEL or the document tells and whether the service is for this person. */
  async verify(pesel: string, document: DocumentInput | null, service: string | null): Promise<void> {
    const typed = document === null ? [pesel] : Object.values(document);
    if (typed.some((text) => text.trim() === '')) {
      this.#sequence.forget();
      this.check = null;
      this.identityError = null;
      return;
    }
    try {
      const answer = await this.#sequence.latest(() => backend.checkPatient(pesel, document, service));
      if (answer === null) return;
      this.check = answer;
      this.identityError = null;
    } catch (thrown) {
      this.check = null;
      this.identityError = toAppError(thrown);
    }
  }

  /** Shows a refusal at its field. What a PESEL would tell, the date of birth of a document does. */
  blame(error: AppError): void {
    const field = this.noPesel && error.field === 'pesel' ? 'birthDate' : error.field;
    if (field?.startsWith('guardian') === true) this.guardianAdded = true;
    this.problem = { ...error, field };
    this.attention += 1;
  }

  /** The person is changing a field: its refusal is answered. */
  edited(field: PatientField): void {
    if (this.problem?.field === field) this.problem = null;
  }

  fill(input: PatientInput, referral: string | null): void {
    this.clear();
    const { pesel, document, givenName, familyName, phone, guardian } = input;
    Object.assign(this, { pesel, givenName, familyName, phone, referral: referral ?? '' });
    if (document !== null) {
      const { kind, country, number, birthDate, sex } = document;
      Object.assign(this, { noPesel: true, kind, country, number, birthDate: numericDay(birthDate), sex });
    }
    if (guardian !== null) {
      this.guardianAdded = true;
      this.guardianGivenName = guardian.givenName;
      this.guardianFamilyName = guardian.familyName;
      this.guardianPhone = guardian.phone;
    }
  }

  clear(): void {
    Object.assign(this, empty);
    this.noPesel = false;
    this.urgent = false;
    this.guardianAdded = false;
    this.wishes = null;
    this.check = null;
    this.identityError = null;
    this.problem = null;
  }
}
