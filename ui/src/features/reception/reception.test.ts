import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { RequestView, SlotPage, SlotQuery, SlotView } from '../../backend/types';
import { Finder } from './finder/finder.svelte';
import { groupSlots } from './finder/groups';
import { nextStep } from './requests/step';
import { settled } from './requests/watch';

const { searchSlots } = vi.hoisted(() => ({ searchSlots: vi.fn() }));
vi.mock('../../backend', () => ({
  backend: { searchSlots },
  toAppError: () => ({ code: 'internal', params: {}, field: null }),
}));

function slot(id: string, date: string, facilityId: number): SlotView {
  return {
    id,
    service: 'cytology',
    date,
    time: '09:40',
    minutes: 20,
    practitioner: 'Kowalczyk Anna',
    room: '12',
    facilityId,
    facility: 'Przychodnia Wola',
    street: 'ul. Młynarska 12',
    city: '01-205 Warszawa',
    phone: '',
    distanceKm: 0.8,
    stepFree: true,
    mobile: false,
    languages: [],
    noPesel: false,
    pending: false,
  };
}

function page(slots: SlotView[]): SlotPage {
  return { total: slots.length, slots, days: [], practitioners: [], dataAsOf: null, tookUs: 1 };
}

function request(id: string, part: Partial<RequestView>): RequestView {
  return {
    id,
    kind: 'book',
    state: 'queued',
    at: '2026-11-24T10:21:00+01:00',
    ticket: '1AA-4F7-B22',
    person: 'Nowak J.',
    phone: '',
    service: 'cytology',
    slot: null,
    appointment: null,
    number: null,
    entry: null,
    refusal: null,
    alternatives: [],
    passedOn: false,
    ...part,
  };
}

describe('groupSlots', () => {
  const slots = [slot('a', '2026-11-25', 1), slot('b', '2026-11-25', 2), slot('c', '2026-11-26', 2)];

  it('puts a day under one heading and counts through', () => {
    const groups = groupSlots(slots, 'earliest');
    expect(groups.map((group) => group.rows.map((row) => row.index))).toEqual([[0, 1], [2]]);
  });

  it('puts a facility under one heading when the nearest come first', () => {
    const groups = groupSlots(slots, 'nearest');
    expect(groups.map((group) => group.rows.map((row) => row.slot.id))).toEqual([['a'], ['b', 'c']]);
  });
});

describe('Finder', () => {
  beforeEach(() => void searchSlots.mockReset());

  function finder(): Finder {
    const made = new Finder();
    made.today = '2026-11-24';
    made.service = 'cytology';
    return made;
  }

  it('asks for the horizon from today without a place or a radius', () => {
    expect(finder().query).toMatchObject({ dateFrom: '2026-11-24', dateTo: '2026-12-23', place: null, radiusKm: null });
  });

  it('does not limit the distance when only this facility counts', () => {
    const made = finder();
    made.place = {
      id: 7,
      name: 'Toruń',
      kind: 'town',
      gmina: 'Toruń',
      powiat: 'Toruń',
      voivodeship: 'kujawsko-pomorskie',
    };
    expect(made.query).toMatchObject({ place: 7, radiusKm: 30 });
    made.facility = 101;
    expect(made.query).toMatchObject({ place: 7, radiusKm: null, facility: 101 });
  });

  it('shows the answer to the newest question only', async () => {
    let late: (answer: SlotPage) => void = () => undefined;
    searchSlots.mockImplementationOnce(() => new Promise((resolve) => (late = resolve)));
    searchSlots.mockResolvedValueOnce(page([slot('new', '2026-11-26', 1)]));
    const made = finder();
    const first = made.search();
    await made.search();
    late(page([slot('old', '2026-11-25', 1)]));
    await first;
    expect(made.slots.map((found) => found.id)).toEqual(['new']);
  });

  it('keeps the chosen term while it is still found', async () => {
    const made = finder();
    searchSlots.mockResolvedValue(page([slot('a', '2026-11-25', 1), slot('b', '2026-11-25', 1)]));
    await made.search();
    expect(made.selectedId).toBe('a');
    made.selectedId = 'b';
    await made.search();
    expect(made.selectedId).toBe('b');
    searchSlots.mockResolvedValue(page([slot('a', '2026-11-25', 1)]));
    await made.search();
    expect(made.selectedId).toBe('a');
  });

  it('keeps the counts of the range while one day is shown', async () => {
    searchSlots.mockImplementation((query: SlotQuery) => {
      const oneDay = query.dateFrom === query.dateTo;
      return Promise.resolve({
        ...page([]),
        total: oneDay ? 4 : 30,
        days: oneDay ? [] : [{ date: '2026-12-01', free: 4, holiday: false }],
      });
    });
    const made = finder();
    made.day = '2026-12-01';
    await made.search();
    expect(made.page?.total).toBe(4);
    expect(made.rangeTotal).toBe(30);
    expect(made.days).toHaveLength(1);
  });

  it('says that a search failed and keeps what it had', async () => {
    const made = finder();
    searchSlots.mockResolvedValueOnce(page([slot('a', '2026-11-25', 1)]));
    await made.search();
    searchSlots.mockRejectedValueOnce(new Error('no'));
    await made.search();
    expect(made.error?.code).toBe('internal');
    expect(made.slots).toHaveLength(1);
  });
});

describe('requests', () => {
  it('are told about when their answer comes, once', () => {
    const before = [request('a', {}), request('b', { state: 'confirmed' })];
    const now = [
      request('a', { state: 'refused' }),
      request('b', { state: 'confirmed' }),
      request('c', { state: 'refused' }),
    ];
    expect(settled(before, now).map(({ id }) => id)).toEqual(['a']);
  });

  it.each([
    ['book', 'slot-taken', 'choose'],
    ['book', 'already-booked', 'visits'],
    ['book', 'phone-invalid', 'correct'],
    ['join', 'already-waiting', 'waiting'],
    ['join', 'referral-required', 'correct'],
    ['cancel', 'already-cancelled', 'visits'],
    ['reschedule', 'slot-taken', 'choose'],
    ['reschedule', 'hold-expired', 'choose'],
    ['reschedule', 'not-booked', 'visits'],
    ['leave', 'entry-unknown', 'waiting'],
    ['attend', 'too-early', 'visits'],
    ['restore', 'already-waiting', 'waiting'],
    ['accept', 'offer-ended', 'waiting'],
  ] as const)('refused %s with %s leads to %s', (kind, code, step) => {
    expect(nextStep(request('a', { kind, state: 'refused', refusal: { code, params: {}, field: null } }))).toBe(step);
  });
});
