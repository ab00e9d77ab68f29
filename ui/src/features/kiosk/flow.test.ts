import { beforeEach, describe, expect, it } from 'vitest';
import type { AppError, PatientCheck } from '../../backend/types';
import * as flow from './flow';
import { type Screen, type Session, createSession, untouched } from './session';
import { cardiology, mammography, place, request, slot } from './testing';

const identity = { document: null, masked: '440514•••••' };
const suits: PatientCheck = { identity, sex: 'M', age: 82, minor: false, refusal: null };
const tooOld: AppError = { code: 'age-too-old', params: { from: '45', to: '74' }, field: 'pesel' };

let s: Session;

beforeEach(() => {
  s = createSession(1);
});

function toPlace(service = cardiology): void {
  flow.chooseService(s, service);
  flow.peselChecked(s, suits);
  if (service.referralRequired) flow.advance(s);
}

function toResults(service = cardiology): void {
  flow.begin(s, 'book');
  toPlace(service);
  flow.choosePlace(s, place);
}

function toSummary(): void {
  toResults();
  flow.chooseSlot(s, slot);
  s.phone = '600102118';
  flow.phoneGiven(s, true);
}

/** The screens that "Wstecz" shows one after another. */
function wayBack(): Screen[] {
  const seen: Screen[] = [];
  while (s.screen !== 'home') {
    flow.back(s);
    seen.push(s.screen);
  }
  return seen;
}

describe('the way to a visit', () => {
  it('asks one thing after another', () => {
    flow.begin(s, 'book');
    expect(s.screen).toBe('service');
    flow.chooseService(s, cardiology);
    expect(s.screen).toBe('pesel');
    flow.peselChecked(s, suits);
    expect(s.screen).toBe('referral');
    flow.advance(s);
    expect(s.screen).toBe('place');
    flow.choosePlace(s, place);
    expect(s.screen).toBe('results');
    flow.chooseSlot(s, slot);
    expect(s.screen).toBe('phone');
    flow.phoneGiven(s, false);
    expect(s.screen).toBe('confirm');
    flow.answered(s, request({}));
    expect(s.screen).toBe('outcome');
  });

  it('asks for no referral when the service needs none', () => {
    toResults(mammography);
    expect(flow.path(s)).not.toContain('referral');
    expect(s.screen).toBe('results');
  });

  it('leads back the same way', () => {
    toSummary();
    expect(wayBack()).toEqual(['phone', 'results', 'place', 'referral', 'pesel', 'service', 'home']);
  });

  it('asks for the phone once', () => {
    toSummary();
    flow.back(s);
    flow.back(s);
    expect(s.screen).toBe('results');
    flow.chooseSlot(s, slot);
    expect(s.screen).toBe('confirm');
  });

  it('forgets a referral code that belonged to another service', () => {
    flow.begin(s, 'book');
    flow.chooseService(s, cardiology);
    s.referral = '1234';
    flow.otherService(s);
    flow.chooseService(s, mammography);
    expect(s.referral).toBe('');
  });
});

describe('a service that is not for this person', () => {
  it('says so, and keeps the PESEL for another service', () => {
    flow.begin(s, 'book');
    flow.chooseService(s, mammography);
    s.pesel = '44051401359';
    flow.peselChecked(s, { ...suits, refusal: tooOld });
    expect([s.screen, s.refusal?.code]).toEqual(['ineligible', 'age-too-old']);
    flow.otherService(s);
    expect([s.screen, s.refusal, s.pesel]).toEqual(['service', null, '44051401359']);
  });
});

describe('the place', () => {
  beforeEach(() => {
    flow.begin(s, 'book');
    toPlace();
    flow.go(s, 'placeType');
  });

  it('goes on when there is no doubt', () => {
    expect(flow.placeFound(s, { places: [place], certain: true })).toBe(true);
    expect([s.screen, s.place]).toEqual(['results', place]);
  });

  it('asks which one when there is', () => {
    expect(flow.placeFound(s, { places: [place, { ...place, id: 8 }], certain: false })).toBe(true);
    expect(s.screen).toBe('placePick');
    flow.choosePlace(s, { ...place, id: 8 });
    expect([s.screen, s.place?.id]).toEqual(['results', 8]);
  });

  it('stays when there is none', () => {
    expect(flow.placeFound(s, { places: [], certain: false })).toBe(false);
    expect(s.screen).toBe('placeType');
    flow.back(s);
    expect(s.screen).toBe('place');
  });
});

describe('results', () => {
  beforeEach(() => toResults());

  it('turns pages with "Więcej terminów" and back with "Wstecz"', () => {
    flow.moreResults(s, 7);
    flow.moreResults(s, 7);
    expect(s.offset).toBe(6);
    flow.back(s);
    expect([s.offset, s.screen]).toEqual([3, 'results']);
    flow.back(s);
    flow.back(s);
    expect(s.screen).toBe('place');
  });

  it('starts from the first page after the last, and after a change of order', () => {
    flow.moreResults(s, 6);
    flow.moreResults(s, 6);
    expect(s.offset).toBe(0);
    flow.moreResults(s, 6);
    flow.sortBy(s, 'earliest');
    expect(s.offset).toBe(0);
  });

  it('shows two where three do not fit', () => {
    expect(flow.pageSize(s)).toBe(3);
    s.large = true;
    expect(flow.pageSize(s)).toBe(2);
    s.large = false;
    s.low = true;
    expect(flow.pageSize(s)).toBe(2);
  });

  it('looks in all Poland only for this place', () => {
    flow.searchWide(s);
    expect(s.wide).toBe(true);
    flow.otherPlace(s);
    flow.choosePlace(s, place);
    expect(s.wide).toBe(false);
  });
});

describe('the waiting list', () => {
  it('follows "Żaden nie pasuje", and "Wstecz" shows the results again', () => {
    toResults();
    flow.noneFits(s);
    expect([s.screen, s.intent]).toEqual(['radius', 'wait']);
    flow.back(s);
    expect([s.screen, s.intent]).toEqual(['results', 'book']);
  });

  it('can be chosen at the start, without results', () => {
    flow.begin(s, 'wait');
    toPlace();
    flow.choosePlace(s, place);
    expect(s.screen).toBe('radius');
    flow.chooseRadius(s, 30);
    flow.chooseNotice(s, true);
    expect(s.screen).toBe('phone');
    flow.phoneGiven(s, false);
    expect(s.screen).toBe('confirm');
    expect(wayBack()).toEqual(['phone', 'notice', 'radius', 'place', 'referral', 'pesel', 'service', 'home']);
  });

  it('leads back to the distance when it was refused', () => {
    flow.begin(s, 'wait');
    toPlace();
    flow.choosePlace(s, place);
    flow.answered(s, request({ kind: 'join', state: 'refused' }));
    flow.back(s);
    expect(s.screen).toBe('radius');
  });
});

describe('the summary', () => {
  it('changes one answer and comes back', () => {
    toSummary();
    flow.change(s, 'phone');
    expect(s.screen).toBe('phone');
    flow.phoneGiven(s, true);
    expect([s.screen, s.editing]).toEqual(['confirm', false]);
  });

  it('comes back unchanged with "Wstecz"', () => {
    toSummary();
    flow.change(s, 'results');
    flow.back(s);
    expect([s.screen, s.slot]).toEqual(['confirm', slot]);
  });

  it('does not survive a change of place without a new term', () => {
    toSummary();
    flow.change(s, 'results');
    flow.otherPlace(s);
    flow.choosePlace(s, place);
    expect([s.screen, s.slot]).toEqual(['results', null]);
  });
});

describe('a refusal', () => {
  it('sends a wrong answer back to its own screen', () => {
    toSummary();
    flow.failed(s, { code: 'referral-invalid', params: {}, field: 'referral' });
    expect([s.screen, s.error?.code]).toEqual(['referral', 'referral-invalid']);
    flow.advance(s);
    expect([s.screen, s.error]).toEqual(['confirm', null]);
  });

  it('stays on the summary when no answer of the kiosk is at fault', () => {
    toSummary();
    flow.failed(s, { code: 'internal', params: {}, field: null });
    expect([s.screen, s.error?.code]).toEqual(['confirm', 'internal']);
  });

  it('offers another term, which is confirmed like any other', () => {
    toSummary();
    flow.answered(s, request({ state: 'refused', alternatives: [slot] }));
    flow.chooseSlot(s, { ...slot, id: 's2' });
    expect([s.screen, s.slot?.id, s.outcome]).toEqual(['confirm', 's2', null]);
  });

  it('leads back to the results', () => {
    toSummary();
    flow.answered(s, request({ state: 'refused' }));
    flow.back(s);
    expect([s.screen, s.slot, s.outcome]).toEqual(['results', null, null]);
  });
});

describe('steps', () => {
  it.each<[Screen, number | null]>([
    ['home', null],
    ['service', 1],
    ['pesel', 2],
    ['referral', 2],
    ['place', 3],
    ['placePick', 3],
    ['results', 3],
    ['radius', 3],
    ['phone', 4],
    ['confirm', 4],
    ['outcome', null],
  ])('%s', (screen, step) => {
    expect(flow.step(screen)).toBe(step);
  });
});

describe('a new session', () => {
  it('knows nothing of the one before', () => {
    toSummary();
    s.pesel = '44051401359';
    s.large = true;
    const next = createSession(s.number + 1);
    expect(untouched(next)).toBe(true);
    expect(JSON.stringify(next)).not.toMatch(/44051401359|600102118|Toruń|s1/);
  });

  it('is untouched only while the start screen is as found', () => {
    expect(untouched(s)).toBe(true);
    s.contrast = true;
    expect(untouched(s)).toBe(false);
  });
});
