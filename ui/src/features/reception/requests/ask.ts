import { toAppError } from '../../../backend';
import type { RequestView } from '../../../backend/types';
import { t } from '../../../i18n/index.svelte';
import { errorText } from '../../../shared/format';
import { toasts } from '../../../shared/toasts.svelte';
import { calls } from './calls';

/**
 * Waits for the answer to something asked from a list, and tells it: `done` when the registry has agreed, `queued` when it
 * has not answered.
 */
export async function ask(
  asked: Promise<RequestView>,
  done: string,
  queued: string = t('ask-queued', { done }),
): Promise<void> {
  try {
    const answer = await calls.during(asked);
    if (answer.state === 'refused' && answer.refusal) {
      toasts.show({ text: errorText(answer.refusal), tone: 'bad', seconds: null });
    } else if (answer.state === 'queued') {
      toasts.show({ text: queued, tone: 'warn' });
    } else {
      toasts.show({ text: done, tone: 'ok' });
    }
  } catch (thrown) {
    toasts.show({ text: errorText(toAppError(thrown)), tone: 'bad', seconds: null });
  }
}
