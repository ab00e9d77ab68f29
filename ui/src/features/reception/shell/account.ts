import { backend } from '../../../backend';
import { t } from '../../../i18n/index.svelte';
import { announcer } from '../../../shared/announce.svelte';
import { toasts } from '../../../shared/toasts.svelte';

/** Minutes without a key or a pointer after which whoever is signed in is signed out. */
const idleMinutes = 15;

/** The person who has signed in at this desk, whose name the registry keeps with what they do. */
class Account {
  #person: string | null = null;
  #touchedAt = 0;
  /** They are signing out themselves, so nobody has to tell them. */
  #leaving = false;

  async signIn(login: string, password: string, code: string): Promise<void> {
    await backend.signIn(login, password, code);
    announcer.say(t('signed-in', { person: login }));
  }

  /** Signs in whoever shows at the identity provider who they are. */
  async signInWithProvider(): Promise<void> {
    const person = await backend.signInWithProvider();
    announcer.say(t('signed-in', { person }));
  }

  async signOut(): Promise<void> {
    await this.#leave();
    toasts.show({ text: t('signed-out'), tone: 'info' });
  }

  /** Hears who is signed in. */
  hear(person: string | null): void {
    if (this.#person !== null && person === null && !this.#leaving) {
      toasts.show({ text: t('session-ended'), tone: 'warn', seconds: null });
    }
    if (this.#person === null) this.#touchedAt = Date.now();
    this.#person = person;
    this.#leaving = false;
  }

  /** A key or a pointer: somebody is here. Whoever comes too late is another one. */
  touch(): void {
    this.look();
    this.#touchedAt = Date.now();
  }

  /** Signs out a person who has left. */
  look(): void {
    if (this.#person === null || this.#leaving || Date.now() - this.#touchedAt < idleMinutes * 60_000) return;
    void this.#leave();
    toasts.show({ text: t('signed-out-idle', { minutes: idleMinutes }), tone: 'warn', seconds: null });
  }

  async #leave(): Promise<void> {
    this.#leaving = true;
    // Here it is done, whether the registry has heard of it or not.
    await backend.signOut().catch(() => undefined);
  }
}

export const account = new Account();
