import { beforeEach, describe, expect, it, vi } from 'vitest';
import { announcer } from '../../../shared/announce.svelte';
import { toasts } from '../../../shared/toasts.svelte';
import { account } from './account';

const { signIn, signInWithProvider, signOut } = vi.hoisted(() => ({
  signIn: vi.fn(),
  signInWithProvider: vi.fn(),
  signOut: vi.fn(),
}));
vi.mock('../../../backend', () => ({ backend: { signIn, signInWithProvider, signOut } }));
vi.mock('../../../i18n/index.svelte', () => ({ t: (id: string) => id }));

const minute = 60_000;
const said = (): string[] => toasts.list.map((toast) => toast.text);

describe('account', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['Date'] });
    account.hear(null);
    toasts.list = [];
    signOut.mockReset().mockRejectedValue(new Error('offline'));
  });

  it('ends fifteen minutes after the last touch, whether or not the registry hears of it', () => {
    account.hear('recepcja.a');
    vi.advanceTimersByTime(14 * minute);
    account.touch();
    vi.advanceTimersByTime(14 * minute);
    account.look();
    expect(signOut).not.toHaveBeenCalled();
    vi.advanceTimersByTime(minute);
    account.look();
    account.look();
    expect(signOut).toHaveBeenCalledOnce();
    account.hear(null);
    expect(said()).toEqual(['signed-out-idle']);
  });

  it('ends before the touch of whoever comes later', () => {
    account.hear('recepcja.a');
    vi.advanceTimersByTime(600 * minute);
    account.touch();
    expect(signOut).toHaveBeenCalledOnce();
  });

  it('begins to count when somebody signs in', () => {
    vi.advanceTimersByTime(60 * minute);
    account.hear('recepcja.a');
    account.look();
    expect(signOut).not.toHaveBeenCalled();
  });

  it('says who came back from the browser, and nothing when nobody did', async () => {
    announcer.polite = '';
    signInWithProvider.mockRejectedValueOnce(new Error('browser-cancelled'));
    await expect(account.signInWithProvider()).rejects.toThrow('browser-cancelled');
    expect(announcer.polite).toBe('');
    signInWithProvider.mockResolvedValueOnce('recepcja.a');
    await account.signInWithProvider();
    expect(announcer.polite).toBe('signed-in');
  });

  it('says that the registry has ended a session, and nothing of one that was left', async () => {
    account.hear('recepcja.a');
    account.hear(null);
    expect(said()).toEqual(['session-ended']);
    toasts.list = [];
    account.hear('recepcja.a');
    await account.signOut();
    account.hear(null);
    expect(said()).toEqual(['signed-out']);
  });
});
