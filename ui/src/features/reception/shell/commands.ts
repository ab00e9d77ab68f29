import type { PlaceView } from '../../../backend/types';
import { type Locale, locales, t, useLocale } from '../../../i18n/index.svelte';
import { serviceName } from '../../../shared/format';
import { sync } from '../../../shared/sync.svelte';
import { matches } from '../../../shared/text';
import type { Desk } from '../desk.svelte';
import { findSlot, signInOrOut } from './keys';

/** Something the palette can do. */
export interface Command {
  id: string;
  title: string;
  /** What tells it apart, such as the voivodeship of a place. */
  detail: string;
  keys: string | null;
  kind: 'action' | 'service' | 'place' | 'language';
  run: () => void;
}

const languageNames: Record<Locale, string> = { pl: 'Polski', en: 'English', uk: 'Українська' };

/** Commands that fit the typed text; without text the actions only. */
export function commandsFor(desk: Desk, text: string, places: readonly PlaceView[]): Command[] {
  const found = [...actions(desk), ...services(desk), ...languages()].filter((command) =>
    text.trim() === '' ? command.kind === 'action' : matches(command.title, text.trim()),
  );
  return [...found, ...places.map((place) => placeCommand(desk, place))];
}

function actions(desk: Desk): Command[] {
  const action = (id: string, title: string, keys: string, run: () => void): Command => {
    return { id, title, detail: '', keys, kind: 'action', run };
  };
  return [
    action('find', t('palette-find'), 'F4', () => findSlot(desk)),
    action('patient', t('palette-next-patient'), 'shift+F2', () => desk.nextPatient()),
    action('visits', t('palette-visits'), 'mod+2', () => desk.show('visits')),
    action('waiting', t('palette-waiting'), 'F8', () => desk.show('waiting')),
    action('requests', t('palette-requests'), 'mod+4', () => desk.show('requests')),
    action('timetables', t('timetables-title'), 'mod+5', () => desk.show('timetables')),
    action('devices', t('devices-title'), 'mod+6', () => desk.show('devices')),
    action('lookup', t('lookup-title'), 'F9', () => (desk.overlay = 'lookup')),
    action('lookups', t('lookups-title'), 'mod+7', () => desk.show('lookups')),
    action('sync', t('palette-sync'), 'F5', () => desk.refresh()),
    action('sign-in', sync.view.person === null ? t('sign-in') : t('sign-out'), 'mod+l', () => signInOrOut(desk)),
    action('keys', t('palette-shortcuts'), 'F1', () => (desk.overlay = 'shortcuts')),
  ];
}

function services(desk: Desk): Command[] {
  // A visit moves within its service.
  if (desk.moving !== null) return [];
  return desk.boot.services.map(({ code }) => ({
    id: `service-${code}`,
    title: serviceName(code),
    detail: t('palette-service'),
    keys: null,
    kind: 'service',
    run: () => {
      desk.finder.service = code;
      findSlot(desk);
    },
  }));
}

function languages(): Command[] {
  return locales.map((locale) => ({
    id: `language-${locale}`,
    title: languageNames[locale],
    detail: t('palette-language'),
    keys: null,
    kind: 'language',
    run: () => {
      localStorage.setItem('okienko.locale', locale);
      void useLocale(locale, ['common', 'errors', 'notifications', 'reception']);
    },
  }));
}

function placeCommand(desk: Desk, place: PlaceView): Command {
  return {
    id: `place-${place.id}`,
    title: t('palette-place', { place: place.name }),
    detail: placeDetail(place),
    keys: null,
    kind: 'place',
    run: () => {
      desk.finder.place = place;
      findSlot(desk);
    },
  };
}

/** "gm. Izabelin, pow. warszawski zachodni, mazowieckie": what tells namesakes apart. */
export function placeDetail(place: PlaceView): string {
  const { gmina, powiat, voivodeship } = place;
  return t('place-detail', { gmina, powiat, voivodeship });
}
