import { backend, toAppError } from '../../../backend';
import type { AppointmentView, RequestView } from '../../../backend/types';
import { t } from '../../../i18n/index.svelte';
import { errorText } from '../../../shared/format';
import { toasts } from '../../../shared/toasts.svelte';
import { calls } from '../requests/calls';

/** Notes whether a patient came. The other key corrects it. */
export async function attend({ id, person }: AppointmentView, came: boolean): Promise<void> {
  await told(backend.attend(id, came), t(came ? 'attend-came' : 'attend-missed', { person }));
}

/** Gives who missed a visit their place on the waiting list back. */
export async function restore({ id, person }: AppointmentView): Promise<void> {
  await told(backend.restore(id), t('restored', { person }));
}

async function told(asked: Promise<RequestView>, done: string): Promise<void> {
  try {
    const answer = await calls.during(asked);
    if (answer.state === 'refused' && answer.refusal) {
      toasts.show({ text: errorText(answer.refusal), tone: 'bad', seconds: null });
    } else if (answer.state === 'queued') {
      toasts.show({ text: t('attend-queued', { done }), tone: 'warn' });
    } else {
      toasts.show({ text: done, tone: 'ok' });
    }
  } catch (thrown) {
    toasts.show({ text: errorText(toAppError(thrown)), tone: 'bad', seconds: null });
  }
}
