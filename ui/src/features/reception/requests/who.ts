import type { RequestView } from '../../../backend/types';
import { t } from '../../../i18n/index.svelte';

/** Whom a request is about: the person, or the number of the visit while the list of visits is not known. */
export function who({ person, number }: RequestView): string {
  return person === '' && number !== null ? t('visit-number-short', { number }) : person;
}
