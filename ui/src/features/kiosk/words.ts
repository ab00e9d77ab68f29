import { t, tryText } from '../../i18n/index.svelte';
import type { AppError, PlaceView, ServiceView, SlotView } from '../../backend/types';
import { clock, dayAndClock, dayMonth, errorText, longDay, wallTime } from '../../shared/format';
import { warsawDay } from './inputs';

/** The sentence of a refusal, said to the person standing here rather than about a patient. */
export function refusalText(error: AppError): string {
  return tryText(`kiosk-error-${error.code}`, error.params) ?? errorText(error);
}

/** "wtorek, 1 grudnia, 9:40". */
export function slotWhen(slot: SlotView): string {
  return `${longDay(slot.date)}, ${wallTime(slot.time)}`;
}

/** "ul. Młynarska 12, Warszawa": the postcode helps letters, not people on their way. */
export function slotAddress(slot: SlotView): string {
  return [slot.street, slot.city.replace(/^\d\d-\d{3}\s+/, '')].filter((part) => part !== '').join(', ');
}

/** "Kobiety w wieku 45–74 lat. Bez skierowania." */
export function serviceHint(service: ServiceView): string {
  const who = t('kiosk-service-who', {
    sex: service.sex ?? 'none',
    from: service.ageFrom ?? 0,
    to: service.ageTo ?? 0,
  });
  return `${who} ${service.referralRequired ? t('kiosk-service-referral') : t('kiosk-service-no-referral')}`;
}

/** What tells namesakes apart: "gmina Lesznowola, powiat piaseczyński, mazowieckie". */
export function placeHint(place: PlaceView): string {
  const { gmina, powiat, voivodeship } = place;
  return gmina === '' || powiat === '' ? voivodeship : t('kiosk-place-where', { gmina, powiat, voivodeship });
}

/** "Terminy sprawdzone o 10:32."; with the day when it is not today's. */
export function freshness(at: string, now: number): string {
  const day = warsawDay(Date.parse(at));
  return day === warsawDay(now)
    ? t('kiosk-results-fresh', { time: clock(at) })
    : t('kiosk-results-dated', { date: dayMonth(day), time: clock(at) });
}

/** "10:17", or "24 lis, 10:17" when it is not today's. */
export function ageOfData(at: string, now: number): string {
  return warsawDay(Date.parse(at)) === warsawDay(now) ? clock(at) : dayAndClock(at);
}
