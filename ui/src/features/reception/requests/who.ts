import type { RequestView } from '../../../backend/types';
import { t } from '../../../i18n/index.svelte';

/** Whom a request is about: the person; the number of the visit or what was asked while the person is not known. */
export function who({ kind, person, number }: RequestView): string {
  if (person !== '') return person;
  return number === null ? t(`kind-${kind}`) : t('visit-number-short', { number });
}
