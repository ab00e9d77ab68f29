import { afterEach, describe, expect, it, vi } from 'vitest';
import { addHotkeys, dispatch, isTextField, keyName, pressed } from './hotkeys';

interface Press {
  key: string;
  ctrl?: boolean;
  meta?: boolean;
  alt?: boolean;
  shift?: boolean;
  altGraph?: boolean;
}

function press({
  key,
  ctrl = false,
  meta = false,
  alt = false,
  shift = false,
  altGraph = false,
}: Press): KeyboardEvent {
  const event = {
    key,
    ctrlKey: ctrl,
    metaKey: meta,
    altKey: alt,
    shiftKey: shift,
    isComposing: false,
    defaultPrevented: false,
    getModifierState: (name: string) => name === 'AltGraph' && altGraph,
    preventDefault: vi.fn(),
  };
  return event as unknown as KeyboardEvent;
}

function element(tagName: string, type: string | null = null): HTMLElement {
  const made = {
    tagName,
    getAttribute: (name: string) => (name === 'type' ? type : null),
    contains: (other: unknown) => other === made,
  };
  return made as unknown as HTMLElement;
}

describe('pressed', () => {
  it('never binds what writes a letter', () => {
    expect(pressed(press({ key: 'ł', alt: true }), false)).toBeNull();
    expect(pressed(press({ key: 'ł', ctrl: true, alt: true }), false)).toBeNull();
    expect(pressed(press({ key: 'ł', altGraph: true }), false)).toBeNull();
  });

  it('takes Ctrl, or Cmd on macOS, for the same key', () => {
    expect(pressed(press({ key: 'k', ctrl: true }), false)).toBe('mod+k');
    expect(pressed(press({ key: 'k', meta: true }), true)).toBe('mod+k');
    expect(pressed(press({ key: 'k', ctrl: true }), true)).toBeNull();
    expect(pressed(press({ key: 'K' }), false)).toBe('k');
    expect(pressed(press({ key: 'F6', shift: true }), false)).toBe('shift+F6');
  });
});

describe('dispatch', () => {
  const stops: (() => void)[] = [];
  afterEach(() => stops.splice(0).forEach((stop) => stop()));

  it('runs letters only while their list has the focus', () => {
    const list = element('DIV');
    const run = vi.fn();
    stops.push(addHotkeys([{ keys: 'p', run, within: () => list }]));
    expect(dispatch(press({ key: 'p' }), element('DIV'))).toBe(false);
    expect(dispatch(press({ key: 'p' }), list)).toBe(true);
    expect(run).toHaveBeenCalledOnce();
  });

  it('leaves letters to text fields, and keys that text fields use', () => {
    const field = element('INPUT');
    const run = vi.fn();
    stops.push(
      addHotkeys([
        { keys: 'p', run, within: () => field },
        { keys: 'mod+z', run, notInText: true },
      ]),
    );
    expect(dispatch(press({ key: 'p' }), field)).toBe(false);
    expect(dispatch(press({ key: 'z', ctrl: true }), field)).toBe(false);
    expect(run).not.toHaveBeenCalled();
  });

  it('runs function keys from anywhere, but not under a dialog', () => {
    const run = vi.fn();
    stops.push(addHotkeys([{ keys: 'F4', run }]));
    expect(dispatch(press({ key: 'F4' }), element('INPUT'))).toBe(true);
    stops.push(addHotkeys([], true));
    expect(dispatch(press({ key: 'F4' }), element('INPUT'))).toBe(false);
    expect(run).toHaveBeenCalledOnce();
  });

  it('asks the newest scope first', () => {
    const older = vi.fn();
    const newer = vi.fn();
    stops.push(addHotkeys([{ keys: 'F4', run: older }]), addHotkeys([{ keys: 'F4', run: newer }]));
    dispatch(press({ key: 'F4' }), null);
    expect(older).not.toHaveBeenCalled();
    expect(newer).toHaveBeenCalledOnce();
  });
});

describe('names and fields', () => {
  it('writes keys as they stand on the keyboard', () => {
    expect(keyName('p')).toBe('P');
    expect(keyName('Delete')).toBe('Del');
    expect(keyName('shift+F6')).toBe('Shift F6');
  });

  it('knows where typing is text', () => {
    expect(isTextField(element('INPUT'))).toBe(true);
    expect(isTextField(element('INPUT', 'checkbox'))).toBe(false);
    expect(isTextField(element('SELECT'))).toBe(true);
    expect(isTextField(element('DIV'))).toBe(false);
    expect(isTextField(null)).toBe(false);
  });
});
