import type { DifferenceView, ImportView, LocationView, ScheduleView } from '../../../backend/types';
import { t, tryText } from '../../../i18n/index.svelte';
import { count, serviceName } from '../../../shared/format';

/** Name of a pool; its code when the catalogue does not know it yet. */
export function poolName(code: string): string {
  return tryText(`pool-${code}`) ?? code;
}

/** "ul. Młynarska 12, 01-205 Warszawa". */
export function placeName({ street, city }: LocationView): string {
  return `${street}, ${city}`;
}

/** "Mammografia, gab. 12, ul. Młynarska 12": what tells the schedules of a person apart. */
export function scheduleDetail({ service, room, pool, location }: ScheduleView): string {
  const parts = [serviceName(service), room === '' ? '' : t('room', { room }), location.street];
  if (pool !== 'general') parts.push(poolName(pool));
  return parts.filter((part) => part !== '').join(' · ');
}

/** "Przybędzie 120 terminów, zniknie 14, bez zmian: 300. 2 z nowych od razu dostaną osoby z poczekalni." */
export function termsText({ opened, closed, kept, given }: DifferenceView | ImportView, done: boolean): string {
  if (opened === 0 && closed === 0) return t(done ? 'terms-same-done' : 'terms-same', { kept: count(kept) });
  const parts = { opened, closed, kept: count(kept) };
  const terms = t(done ? 'terms-done' : 'terms-soon', parts);
  return given === 0 ? terms : `${terms} ${t(done ? 'terms-given-done' : 'terms-given', { count: given })}`;
}
