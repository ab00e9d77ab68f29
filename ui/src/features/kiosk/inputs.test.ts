import { beforeEach, describe, expect, it } from 'vitest';
import { bookInput, joinInput, slotQuery, warsawDay } from './inputs';
import { type Session, createSession } from './session';
import { cardiology, mammography, place, slot } from './testing';

let s: Session;

beforeEach(() => {
  s = createSession(1);
  s.service = cardiology;
  s.place = place;
  s.pesel = '44051401359';
  s.referral = '1234';
});

describe('warsawDay', () => {
  it('follows Warsaw, not the clock of the computer', () => {
    expect(warsawDay(Date.parse('2026-11-22T23:30:00Z'))).toBe('2026-11-23');
    expect(warsawDay(Date.parse('2026-07-01T21:59:00Z'))).toBe('2026-07-01');
  });
});

describe('slotQuery', () => {
  it('looks nearby for three months first', () => {
    expect(slotQuery(s, '2026-11-22')).toMatchObject({
      service: 'cardiology-first',
      place: 7,
      radiusKm: 50,
      dateFrom: '2026-11-22',
      dateTo: '2027-02-20',
      sort: 'nearest',
      differentFacilities: true,
      offset: 0,
      limit: 3,
    });
  });

  it('has no radius once the person has asked for all Poland', () => {
    s.wide = true;
    expect(slotQuery(s, '2026-11-22')?.radiusKm).toBeNull();
  });

  it('waits for service and place', () => {
    s.place = null;
    expect(slotQuery(s, '2026-11-22')).toBeNull();
  });
});

describe('bookInput', () => {
  it('sends no name, and the referral only when it is asked for', () => {
    s.slot = slot;
    s.phone = '600102118';
    expect(bookInput(s)).toEqual({
      slot: 's1',
      patient: {
        pesel: '44051401359',
        document: null,
        givenName: '',
        familyName: '',
        phone: '600102118',
        guardian: null,
      },
      referral: '1234',
    });
    s.service = mammography;
    expect(bookInput(s)?.referral).toBeNull();
  });

  it('needs a term', () => {
    expect(bookInput(s)).toBeNull();
  });
});

describe('joinInput', () => {
  it('claims no urgency and no entitlement', () => {
    s.radiusKm = 30;
    s.shortNotice = true;
    expect(joinInput(s)).toMatchObject({ urgent: false, entitlement: null, place: 7, radiusKm: 30, shortNotice: true });
  });

  it('needs both answers', () => {
    s.radiusKm = 30;
    expect(joinInput(s)).toBeNull();
  });
});
