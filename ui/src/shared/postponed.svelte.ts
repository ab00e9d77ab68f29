import { t } from '../i18n/index.svelte';
import { toasts } from './toasts.svelte';

const seconds = 10;

/**
 * Things that cannot be taken back once sent, such as the cancellation of a visit: each waits ten seconds beside an undo
 * button. They outlive the screen that started them.
 */
class Postponed {
  #waiting = $state.raw<Record<string, number>>({});

  has(key: string): boolean {
    return key in this.#waiting;
  }

  start(key: string, text: string, send: () => void): void {
    const settle = (then: () => void) => () => {
      this.#waiting = Object.fromEntries(Object.entries(this.#waiting).filter(([other]) => other !== key));
      then();
    };
    const id = toasts.show({
      text,
      tone: 'warn',
      seconds,
      undo: settle(() => undefined),
      action: { label: t('send-now'), run: settle(send) },
      expire: settle(send),
    });
    this.#waiting = { ...this.#waiting, [key]: id };
  }

  sendNow(key: string): void {
    const id = this.#waiting[key];
    if (id !== undefined) toasts.act(id);
  }
}

export const postponed = new Postponed();
