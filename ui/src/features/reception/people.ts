import type { GuardianView, IdentityView } from '../../backend/types';
import { t } from '../../i18n/index.svelte';
import { phoneGroups } from '../../shared/text';

/** "550807•••••" or "paszport UA ••••56": how a person is recognised in a list. */
export function identityHint({ document, masked }: IdentityView): string {
  return document === null ? masked : t('document-hint', { kind: document, masked });
}

interface Reached {
  phone: string;
  guardian: GuardianView | null;
}

/** The phone to call: the person's own, or that of who answers for them; "" when there is none. */
export function phoneToCall({ phone, guardian }: Reached): string {
  return phone === '' ? (guardian?.phone ?? '') : phone;
}

/** "opiekun: Próbny Jan", with the phone when another one is called first; "" when nobody answers for the person. */
export function guardianLine({ phone, guardian }: Reached): string {
  if (guardian === null) return '';
  if (phone === '') return t('guardian-line', { person: guardian.person });
  return t('guardian-line-phone', { person: guardian.person, phone: phoneGroups(guardian.phone) });
}
