import { backend, toAppError } from '../../../backend';
import type {
  AppError,
  DayCount,
  HourRange,
  PlaceView,
  SlotPage,
  SlotQuery,
  SlotView,
  Sort,
} from '../../../backend/types';
import { addDays } from '../../../shared/format';
import { sinceInput } from '../../../shared/latency';
import { Sequence } from '../../../shared/sequence';

export type DayPart = 'morning' | 'midday' | 'evening';

/** Minutes of the day of each part. */
export const dayParts: Record<DayPart, HourRange> = {
  morning: { from: 0, to: 720 },
  midday: { from: 720, to: 960 },
  evening: { from: 960, to: 1440 },
};

export const radii = [5, 10, 20, 30, 50, 100] as const;
export const horizons = [14, 30, 60] as const;
/** Height of a row, and of what is above and below the rows. */
const rowHeight = 42;
const aroundRows = 250;
const largestPage = 200;

/** As many terms as the window shows at once, nine for the number keys at least: every further row would delay the paint. */
function pageSize(): number {
  const height = typeof window === 'undefined' ? 0 : window.innerHeight - aroundRows;
  return Math.max(9, Math.ceil(height / rowHeight));
}

/** What is looked for, what was found, and which term is chosen. */
export class Finder {
  today = $state('');
  service = $state('');
  place = $state.raw<PlaceView | null>(null);
  radiusKm = $state<number | null>(30);
  /** First day; `null` is today, whatever day that is. */
  from = $state<string | null>(null);
  horizon = $state<number>(30);
  weekdays = $state<number[]>([]);
  parts = $state<DayPart[]>([]);
  practitioner = $state<string | null>(null);
  /** The facility of this desk when only its terms count. */
  facility = $state<number | null>(null);
  stepFree = $state(false);
  stationary = $state(false);
  language = $state<string | null>(null);
  /** Who it is for has no PESEL: the clinic keeps terms for them. */
  noPesel = $state(false);
  sort = $state<Sort>('earliest');
  /** Only this day of the range. */
  day = $state<string | null>(null);

  page = $state.raw<SlotPage | null>(null);
  slots = $state.raw<SlotView[]>([]);
  /** Counts of the whole range, also while one day is chosen. */
  days = $state.raw<DayCount[]>([]);
  practitioners = $state.raw<string[]>([]);
  rangeTotal = $state(0);
  /** Order of the terms on screen; the chosen one follows with its answer. */
  order = $state<Sort>('earliest');
  error = $state.raw<AppError | null>(null);
  selectedId = $state<string | null>(null);
  /** A term chosen elsewhere, which the results need not hold. */
  pinned = $state.raw<SlotView | null>(null);
  readonly #sequence = new Sequence();

  get dateFrom(): string {
    return this.from ?? this.today;
  }

  get dateTo(): string {
    return addDays(this.dateFrom, this.horizon - 1);
  }

  get hours(): HourRange[] {
    return this.parts.map((part) => dayParts[part]);
  }

  get selected(): SlotView | null {
    const found = this.slots.find((slot) => slot.id === this.selectedId);
    return found ?? (this.pinned?.id === this.selectedId ? this.pinned : null);
  }

  get query(): SlotQuery {
    return {
      service: this.service,
      place: this.place?.id ?? null,
      radiusKm: this.place === null || this.facility !== null ? null : this.radiusKm,
      facility: this.facility,
      practitioner: this.practitioner,
      dateFrom: this.dateFrom,
      dateTo: this.dateTo,
      weekdays: [...this.weekdays],
      hours: this.hours,
      stepFree: this.stepFree,
      stationary: this.stationary,
      language: this.language,
      noPesel: this.noPesel,
      sort: this.sort,
      after: null,
      differentFacilities: false,
      offset: 0,
      limit: pageSize(),
    };
  }

  /** Looks again; answers to older questions are dropped. */
  async search(query: SlotQuery = this.query, day: string | null = this.day): Promise<void> {
    if (query.service === '' || query.dateFrom === '') return;
    const painted = sinceInput('search');
    try {
      const answer = await this.#sequence.latest(() => this.#ask(query, day));
      if (answer === null) return;
      const [range, page] = answer;
      this.error = null;
      this.page = page;
      this.days = range.days;
      this.rangeTotal = range.total;
      // With one doctor chosen the answer names only that one; the list keeps the others to change to.
      if (query.practitioner === null) this.practitioners = range.practitioners;
      this.slots = page.slots;
      this.order = query.sort;
      if (this.selected === null) this.selectedId = page.slots[0]?.id ?? null;
      painted();
    } catch (thrown) {
      this.error = toAppError(thrown);
    }
  }

  /** Looks again after the data have changed, keeping as many rows as are on screen. */
  async refresh(): Promise<void> {
    const limit = Math.min(largestPage, Math.max(pageSize(), this.slots.length));
    await this.search({ ...this.query, limit });
  }

  async more(): Promise<void> {
    const after = this.slots.at(-1)?.id ?? null;
    const dates = this.day === null ? {} : { dateFrom: this.day, dateTo: this.day };
    try {
      const query = { ...this.query, ...dates, after, limit: largestPage };
      const page = await this.#sequence.latest(() => backend.searchSlots(query));
      if (page !== null) this.slots = [...this.slots, ...page.slots];
    } catch (thrown) {
      this.error = toAppError(thrown);
    }
  }

  /** Whether a day or an hour narrows the search. */
  get narrowed(): boolean {
    return (
      this.weekdays.length > 0 ||
      this.parts.length > 0 ||
      this.practitioner !== null ||
      this.stepFree ||
      this.stationary ||
      this.language !== null ||
      this.facility !== null
    );
  }

  /** What was found is for another service. */
  forget(): void {
    this.page = null;
    this.slots = [];
    this.days = [];
    this.practitioners = [];
  }

  widen(): void {
    this.weekdays = [];
    this.parts = [];
    this.practitioner = null;
    this.stepFree = false;
    this.stationary = false;
    this.language = null;
    this.facility = null;
    this.day = null;
  }

  async #ask(query: SlotQuery, day: string | null): Promise<[SlotPage, SlotPage]> {
    if (day === null) {
      const page = await backend.searchSlots(query);
      return [page, page];
    }
    return Promise.all([
      backend.searchSlots({ ...query, limit: 1 }),
      backend.searchSlots({ ...query, dateFrom: day, dateTo: day }),
    ]);
  }
}
