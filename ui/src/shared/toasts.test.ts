import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { postponed } from './postponed.svelte';
import { toasts } from './toasts.svelte';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  toasts.flush();
  vi.useRealTimers();
});

describe('postponed', () => {
  it('sends after ten seconds', () => {
    const send = vi.fn();
    postponed.start('a', 'text', send);
    vi.advanceTimersByTime(9_900);
    expect(send).not.toHaveBeenCalled();
    expect(postponed.has('a')).toBe(true);
    vi.advanceTimersByTime(200);
    expect(send).toHaveBeenCalledOnce();
    expect(postponed.has('a')).toBe(false);
  });

  it('does not send what was undone', () => {
    const send = vi.fn();
    postponed.start('a', 'text', send);
    expect(toasts.undoLast()).toBe(true);
    vi.advanceTimersByTime(20_000);
    expect(send).not.toHaveBeenCalled();
    expect(postponed.has('a')).toBe(false);
  });

  it('sends at once and only once when asked to', () => {
    const send = vi.fn();
    postponed.start('a', 'text', send);
    postponed.sendNow('a');
    vi.advanceTimersByTime(20_000);
    expect(send).toHaveBeenCalledOnce();
  });

  it('sends what still waits when the window goes away', () => {
    const send = vi.fn();
    postponed.start('a', 'text', send);
    toasts.flush();
    expect(send).toHaveBeenCalledOnce();
  });
});

it('has nothing to undo when no toast can be undone', () => {
  toasts.show({ text: 'text', tone: 'ok' });
  expect(toasts.undoLast()).toBe(false);
});
