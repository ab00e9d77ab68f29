import type { BookInput, JoinInput, PatientInput, SlotQuery } from '../../backend/types';
import { addDays } from '../../shared/format';
import { pageSize } from './flow';
import type { Session } from './session';
import { phoneNumber } from './typing';

/** Days ahead that clinics publish their schedules for. */
const HORIZON_DAYS = 90;
/** How far "nearby" reaches; beyond it the person is asked first. */
export const NEARBY_KM = 50;
/** The choices of the waiting list, kilometres. */
export const RADII = [10, 30, 60, 150] as const;

/** Today in Warsaw. A kiosk runs for weeks, so the day of its start says nothing. */
export function warsawDay(now: number): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Warsaw' }).format(now);
}

/** The question behind the results; `null` before service and place are known. */
export function slotQuery(s: Session, today: string): SlotQuery | null {
  if (s.service === null || s.place === null) return null;
  return {
    service: s.service.code,
    place: s.place.id,
    radiusKm: s.wide ? null : NEARBY_KM,
    facility: null,
    practitioner: null,
    dateFrom: today,
    dateTo: addDays(today, HORIZON_DAYS),
    weekdays: [],
    hours: [],
    stepFree: false,
    stationary: false,
    language: null,
    noPesel: false,
    after: null,
    sort: s.sort,
    // Terms of one clinic alone would be no choice.
    differentFacilities: true,
    offset: s.offset,
    limit: pageSize(s),
  };
}

/** A kiosk does not ask for names: PESEL identifies, and a name on a public screen tells too much. */
function patient(s: Session): PatientInput {
  const phone = phoneNumber(s.phone, s.phoneForeign);
  return { pesel: s.pesel, document: null, givenName: '', familyName: '', phone, guardian: null };
}

function referral(s: Session): string | null {
  return s.service?.referralRequired === true ? s.referral : null;
}

export function bookInput(s: Session): BookInput | null {
  return s.slot === null ? null : { slot: s.slot.id, patient: patient(s), referral: referral(s) };
}

/** Urgency and entitlements stay out: only a person at a desk can check their proof. */
export function joinInput(s: Session): JoinInput | null {
  if (s.service === null || s.place === null || s.radiusKm === null || s.shortNotice === null) return null;
  return {
    service: s.service.code,
    patient: patient(s),
    referral: referral(s),
    urgent: false,
    entitlement: null,
    place: s.place.id,
    radiusKm: s.radiusKm,
    weekdays: [],
    hours: [],
    shortNotice: s.shortNotice,
  };
}
