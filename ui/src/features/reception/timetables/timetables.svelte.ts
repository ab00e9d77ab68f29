import { backend, toAppError } from '../../../backend';
import type { AppError, ScheduleView, TimetableCheck, TimetableInput } from '../../../backend/types';
import { Resource } from '../../../shared/resource.svelte';
import { Sequence } from '../../../shared/sequence';
import { type Changes, type TimetableDraft, changes, toDraft, toInput } from './draft';

const unchanged: Changes = { rows: new Set(), weeks: [], exceptions: [], absences: [], count: 0 };
const unchecked: TimetableCheck = { faults: [], terms: [] };

/** The clinic's schedules, and the timetable of one of them while it is changed. Lives in memory only. */
export class Timetables {
  readonly schedules = new Resource(() => backend.schedules());
  /** The schedule whose timetable is on screen. */
  opened = $state.raw<ScheduleView | null>(null);
  /** What is typed; `null` until the registry has told the timetable. */
  draft = $state<TimetableDraft | null>(null);
  /** The draft as it was opened or published. */
  base = $state.raw<TimetableDraft | null>(null);
  /** The timetable as the registry knows it; `null` when it has none. */
  published = $state.raw<TimetableInput | null>(null);
  check = $state.raw<TimetableCheck>(unchecked);
  /** Why there is no timetable to show. */
  error = $state.raw<AppError | null>(null);
  readonly changes = $derived(
    this.base === null || this.draft === null ? unchanged : changes(this.base, this.draft),
  );
  readonly #checks = new Sequence();
  readonly #loads = new Sequence();

  /** Changes that are not published. */
  get dirty(): boolean {
    return this.changes.count > 0;
  }

  async open(schedule: ScheduleView, today: string): Promise<void> {
    this.close();
    this.opened = schedule;
    await this.load(today);
  }

  /** Asks for the timetable of the open schedule; what was typed is given up. */
  async load(today: string): Promise<void> {
    const schedule = this.opened;
    if (schedule === null) return;
    try {
      const answer = await this.#loads.latest(async () => ({ published: await backend.timetable(schedule.id) }));
      if (answer === null) return;
      this.#begin(answer.published, schedule, today);
    } catch (thrown) {
      if (this.opened === schedule) this.error = toAppError(thrown);
    }
  }

  /** What was typed is what is published now. */
  settle(schedule: ScheduleView, today: string): void {
    if (this.draft !== null) this.#begin(toInput(this.draft), schedule, today);
    this.opened = schedule;
    void this.schedules.load();
  }

  /** Gives up what was typed. */
  undo(): void {
    if (this.base !== null) this.draft = structuredClone(this.base);
  }

  close(): void {
    this.#loads.forget();
    this.#checks.forget();
    this.opened = null;
    this.draft = null;
    this.base = null;
    this.published = null;
    this.error = null;
    this.check = unchecked;
  }

  /** The sentence about a field, when it is at fault. */
  fault(field: string): AppError | null {
    return this.check.faults.find((fault) => fault.field === field) ?? null;
  }

  /** Finds out what is wrong with what is typed. */
  async verify(input: TimetableInput): Promise<void> {
    const answer = await this.#checks.latest(() => backend.checkTimetable(input)).catch(() => null);
    if (answer !== null) this.check = answer;
  }

  #begin(published: TimetableInput | null, { minutes }: ScheduleView, today: string): void {
    this.published = published;
    this.base = toDraft(published, String(minutes), today);
    this.draft = structuredClone(this.base);
    this.error = null;
  }
}
