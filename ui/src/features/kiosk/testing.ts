import type { PlaceView, RequestView, ServiceView, SlotView } from '../../backend/types';

/** Invented data for tests. */
export const cardiology: ServiceView = {
  code: 'cardiology-first',
  referralRequired: true,
  sex: null,
  ageFrom: null,
  ageTo: null,
  waitingDays: 40,
  mobile: false,
  languages: [],
};

export const mammography: ServiceView = {
  code: 'mammography',
  referralRequired: false,
  sex: 'F',
  ageFrom: 45,
  ageTo: 74,
  waitingDays: 90,
  mobile: true,
  languages: [],
};

export const place: PlaceView = {
  id: 7,
  name: 'Toruń',
  kind: 'town',
  gmina: 'Toruń',
  powiat: 'Toruń',
  voivodeship: 'kujawsko-pomorskie',
};

export const slot: SlotView = {
  id: 's1',
  service: 'cardiology-first',
  date: '2026-12-01',
  time: '09:40',
  minutes: 20,
  practitioner: 'dr Anna Kowalczyk',
  room: '12',
  facilityId: 3,
  facility: 'Przychodnia Wola',
  street: 'ul. Młynarska 12',
  city: '01-205 Warszawa',
  phone: '',
  distanceKm: 1.2,
  stepFree: true,
  mobile: false,
  languages: [],
  noPesel: false,
  pending: false,
};

export function request(change: Partial<RequestView>): RequestView {
  return {
    id: '0197c3aa-1f2e-7b1c-9d40-51aa4f7b2291',
    kind: 'book',
    state: 'confirmed',
    at: '2026-11-22T10:32:00+01:00',
    ticket: '1AA-4F7-B22',
    person: '',
    phone: '',
    service: 'cardiology-first',
    slot,
    appointment: 'a1',
    number: '4F7K 2291',
    entry: null,
    refusal: null,
    alternatives: [],
    passedOn: false,
    ...change,
  };
}
