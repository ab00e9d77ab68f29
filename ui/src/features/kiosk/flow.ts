import type { AppError, PatientCheck, PlaceAnswer, PlaceView, RequestView, ServiceView, SlotView, Sort } from '../../backend/types';
import type { Screen, Session } from './session';

/** Answers the registry may refuse and the person can correct here. */
export type Field = 'pesel' | 'referral' | 'phone' | 'place';

/** Results on one screen. Larger letters and the lower position leave room for two. */
export function pageSize(s: Session): number {
  return s.large || s.low ? 2 : 3;
}

/** The screens of this session in order, without side screens. */
export function path(s: Session): Screen[] {
  const waiting = s.intent === 'wait';
  const screens: Screen[] = ['home', 'service', 'pesel'];
  if (s.service?.referralRequired === true) screens.push('referral');
  screens.push('place');
  if (!waiting || s.sawResults) screens.push('results');
  if (waiting) screens.push('radius', 'notice');
  screens.push('phone', 'confirm', 'outcome');
  return screens;
}

/** Side screens hang below a screen of the path. */
const parents: Partial<Record<Screen, Screen>> = { ineligible: 'pesel', placeType: 'place', placePick: 'placeType' };

function mainScreen(screen: Screen): Screen {
  const parent = parents[screen];
  return parent === undefined ? screen : mainScreen(parent);
}

/** Which of the four announced steps a screen belongs to; start and end belong to none. */
export function step(screen: Screen): 1 | 2 | 3 | 4 | null {
  switch (screen) {
    case 'home':
    case 'outcome':
      return null;
    case 'service':
      return 1;
    case 'pesel':
    case 'ineligible':
    case 'referral':
      return 2;
    case 'phone':
    case 'confirm':
      return 4;
    default:
      return 3;
  }
}

/** Goes to a screen; a refusal of the previous one no longer concerns it. */
export function go(s: Session, screen: Screen): void {
  s.screen = screen;
  s.error = null;
  if (screen === 'results') s.sawResults = true;
}

/** The answer of this screen is complete. */
export function advance(s: Session): void {
  if (s.editing) {
    s.editing = false;
    go(s, 'confirm');
    return;
  }
  const screens = path(s);
  const next = screens[screens.indexOf(mainScreen(s.screen)) + 1] ?? 'home';
  go(s, next === 'phone' && s.phoneAnswered ? 'confirm' : next);
}

/** "Wstecz": the previous page of results, the screen above, the summary left for a change, or the question before. */
export function back(s: Session): void {
  const parent = parents[s.screen];
  if (s.screen === 'results' && s.offset > 0) {
    s.offset = Math.max(0, s.offset - pageSize(s));
  } else if (s.screen === 'outcome') {
    afterRefusal(s);
  } else if (parent !== undefined) {
    go(s, parent);
  } else if (s.editing) {
    s.editing = false;
    go(s, 'confirm');
  } else {
    const screens = path(s);
    go(s, screens[screens.indexOf(s.screen) - 1] ?? 'home');
    if (s.screen === 'results') s.intent = 'book';
  }
}

/** "Umów wizytę" or "Poczekalnia" on the start screen. */
export function begin(s: Session, intent: Session['intent']): void {
  s.intent = intent;
  s.sawResults = false;
  go(s, 'service');
}

export function chooseService(s: Session, service: ServiceView): void {
  if (s.service?.code !== service.code) s.referral = '';
  s.service = service;
  s.offset = 0;
  s.wide = false;
  advance(s);
}

/** What the PESEL told: go on, or say why the service is not for this person. */
export function peselChecked(s: Session, check: PatientCheck): void {
  s.refusal = check.refusal;
  if (check.refusal === null) advance(s);
  else go(s, 'ineligible');
}

/** The service was not for this person: choose another one, the rest of the answers stays. */
export function otherService(s: Session): void {
  s.refusal = null;
  s.editing = false;
  go(s, 'service');
}

export function choosePlace(s: Session, place: PlaceView): void {
  s.place = place;
  s.offset = 0;
  s.wide = false;
  advance(s);
}

/** The answer to a typed place; false when there is no such place. */
export function placeFound(s: Session, answer: PlaceAnswer): boolean {
  const first = answer.places[0];
  if (first === undefined) return false;
  if (answer.certain) {
    choosePlace(s, first);
  } else {
    s.placeChoices = answer.places;
    go(s, 'placePick');
  }
  return true;
}

/** Nothing was found here: measure from elsewhere. The term of an older summary does not stand any more. */
export function otherPlace(s: Session): void {
  s.editing = false;
  s.slot = null;
  go(s, 'place');
}

export function sortBy(s: Session, sort: Sort): void {
  s.sort = sort;
  s.offset = 0;
}

/** The next page, or the first one after the last. */
export function moreResults(s: Session, total: number): void {
  const next = s.offset + pageSize(s);
  s.offset = next < total ? next : 0;
}

export function searchWide(s: Session): void {
  s.wide = true;
  s.offset = 0;
}

export function chooseSlot(s: Session, slot: SlotView): void {
  s.slot = slot;
  s.intent = 'book';
  s.outcome = null;
  s.editing = false;
  go(s, s.phoneAnswered ? 'confirm' : 'phone');
}

/** "Żaden nie pasuje": the waiting list looks instead of the person. */
export function noneFits(s: Session): void {
  s.intent = 'wait';
  s.slot = null;
  s.editing = false;
  go(s, 'radius');
}

export function chooseRadius(s: Session, radiusKm: number): void {
  s.radiusKm = radiusKm;
  advance(s);
}

export function chooseNotice(s: Session, shortNotice: boolean): void {
  s.shortNotice = shortNotice;
  advance(s);
}

export function phoneGiven(s: Session, given: boolean): void {
  if (!given) s.phone = '';
  s.phoneAnswered = true;
  advance(s);
}

/** A change link of the summary, or an answer that was refused: the next step is the summary again. */
export function change(s: Session, screen: Field | 'results' | 'radius' | 'notice'): void {
  s.outcome = null;
  s.editing = true;
  go(s, screen);
}

/** The registry's word, or ours that the request is stored. */
export function answered(s: Session, outcome: RequestView): void {
  go(s, 'outcome');
  s.outcome = outcome;
  s.request = outcome.id;
}

/** The field the kiosk can ask for again; `null` for all others. */
export function askedField(error: AppError | null): Field | null {
  const field = error?.field ?? null;
  return field === 'pesel' || field === 'referral' || field === 'phone' || field === 'place' ? field : null;
}

/** The command failed: a wrong answer is corrected on its own screen, everything else is said above the button. */
export function failed(s: Session, error: AppError): void {
  const field = askedField(error);
  if (field !== null) change(s, field);
  s.error = error;
}

/** The term was refused: back to the question where another choice can be made. */
export function afterRefusal(s: Session): void {
  s.outcome = null;
  s.slot = null;
  s.offset = 0;
  s.editing = false;
  if (s.sawResults) {
    s.intent = 'book';
    go(s, 'results');
  } else {
    go(s, 'radius');
  }
}
