import type { Locale } from '../../i18n/catalogue';
import type { AppError, PlaceView, RequestView, ServiceView, SlotView, Sort } from '../../backend/types';

export type Screen =
  | 'home'
  | 'service'
  | 'pesel'
  | 'ineligible'
  | 'referral'
  | 'place'
  | 'placeType'
  | 'placePick'
  | 'results'
  | 'radius'
  | 'notice'
  | 'phone'
  | 'confirm'
  | 'outcome';

/**
 * Everything one person has said to the kiosk, and nothing else has it: leaving drops this object and makes a new one.
 * It is never written to storage, an address or a log.
 */
export interface Session {
  /** Grows by one with each person; no fact about them. */
  readonly number: number;
  screen: Screen;
  locale: Locale;
  large: boolean;
  contrast: boolean;
  low: boolean;
  intent: 'book' | 'wait';
  /** The person has seen the results, so the way back from the waiting list leads there. */
  sawResults: boolean;
  /** One answer is being changed from the summary; the next step is the summary again. */
  editing: boolean;
  service: ServiceView | null;
  pesel: string;
  refusal: AppError | null;
  referral: string;
  place: PlaceView | null;
  placeText: string;
  placeChoices: PlaceView[];
  sort: Sort;
  offset: number;
  /** Look in all Poland after nothing was found nearby. */
  wide: boolean;
  slot: SlotView | null;
  radiusKm: number | null;
  shortNotice: boolean | null;
  phone: string;
  phoneForeign: boolean;
  /** Given or declined: not asked for twice. */
  phoneAnswered: boolean;
  /** The registry is being asked; leaving now would not undo that. */
  sending: boolean;
  outcome: RequestView | null;
  /** Id of what the registry was asked for last; the program forgets it with this session. */
  request: string | null;
  /** Why the current answer was not accepted, shown above it. */
  error: AppError | null;
}

export function createSession(number: number): Session {
  return {
    number,
    screen: 'home',
    locale: 'pl',
    large: false,
    contrast: false,
    low: false,
    intent: 'book',
    sawResults: false,
    editing: false,
    service: null,
    pesel: '',
    refusal: null,
    referral: '',
    place: null,
    placeText: '',
    placeChoices: [],
    sort: 'nearest',
    offset: 0,
    wide: false,
    slot: null,
    radiusKm: null,
    shortNotice: null,
    phone: '',
    phoneForeign: false,
    phoneAnswered: false,
    sending: false,
    outcome: null,
    request: null,
    error: null,
  };
}

/** Nothing to clear: the start screen as the next person should find it. */
export function untouched(s: Session): boolean {
  return s.screen === 'home' && s.locale === 'pl' && !s.large && !s.contrast && !s.low;
}
