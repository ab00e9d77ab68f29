/** One key and what it does. */
export interface Hotkey {
  /** "F4", "Enter", "Delete", "p", "1", "mod+k"; `mod` is Cmd on macOS and Ctrl elsewhere. */
  keys: string;
  run: (event: KeyboardEvent) => void;
  /** Keys other than F-keys and `mod` chords work only while the focus is inside this element and not in a text field. */
  within?: () => HTMLElement | null | undefined;
  /** Leaves the key to text fields, which have their own use for it. */
  notInText?: boolean;
}

interface Scope {
  hotkeys: readonly Hotkey[];
  modal: boolean;
}

export const isMac = typeof navigator !== 'undefined' && /Mac|iPhone|iPad/.test(navigator.userAgent);

const scopes: Scope[] = [];

/** What was pressed in the notation of {@link Hotkey.keys}; `null` for what must never be bound. */
export function pressed(event: KeyboardEvent, mac: boolean = isMac): string | null {
  // Right Alt writes Polish letters (Windows reports it as Ctrl+Alt, macOS as Option), so no chord with Alt is a command.
  if (event.isComposing || event.altKey || event.getModifierState('AltGraph')) return null;
  const mod = mac ? event.metaKey : event.ctrlKey;
  if (mac ? event.ctrlKey : event.metaKey) return null;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const shift = event.shiftKey && (key.length > 1 || mod) ? 'shift+' : '';
  return `${mod ? 'mod+' : ''}${shift}${key}`;
}

/** Whether keys typed there are text. */
export function isTextField(element: Element | null): boolean {
  if (element === null) return false;
  if (element.tagName === 'TEXTAREA' || element.tagName === 'SELECT') return true;
  if (element.tagName !== 'INPUT') return element.getAttribute('contenteditable') === 'true';
  const type = element.getAttribute('type') ?? 'text';
  return !['checkbox', 'radio', 'button'].includes(type);
}

function global(keys: string): boolean {
  return keys.startsWith('mod+') || /^(shift\+)?F\d+$/.test(keys);
}

function applies(hotkey: Hotkey, keys: string, focus: Element | null): boolean {
  if (hotkey.keys !== keys || (hotkey.notInText === true && isTextField(focus))) return false;
  if (global(keys) || keys === 'Escape') return hotkey.within === undefined || inside(hotkey, focus);
  return !isTextField(focus) && hotkey.within !== undefined && inside(hotkey, focus);
}

function inside(hotkey: Hotkey, focus: Element | null): boolean {
  return hotkey.within?.()?.contains(focus) ?? false;
}

/** Runs the hotkey of the topmost scope that has one for this event. */
export function dispatch(event: KeyboardEvent, focus: Element | null): boolean {
  const keys = pressed(event);
  if (keys === null || event.defaultPrevented) return false;
  for (let index = scopes.length - 1; index >= 0; index -= 1) {
    const scope = scopes[index];
    const hotkey = scope?.hotkeys.find((candidate) => applies(candidate, keys, focus));
    if (hotkey !== undefined) {
      event.preventDefault();
      hotkey.run(event);
      return true;
    }
    if (scope?.modal === true) return false;
  }
  return false;
}

function onKeydown(event: KeyboardEvent): void {
  dispatch(event, document.activeElement);
}

/** Adds hotkeys until the returned function is called; under a `modal` scope no other works. */
export function addHotkeys(hotkeys: readonly Hotkey[], modal = false): () => void {
  if (scopes.length === 0 && typeof window !== 'undefined') window.addEventListener('keydown', onKeydown);
  const scope = { hotkeys, modal };
  scopes.push(scope);
  return () => {
    scopes.splice(scopes.indexOf(scope), 1);
    if (scopes.length === 0 && typeof window !== 'undefined') window.removeEventListener('keydown', onKeydown);
  };
}

const names: Record<string, string> = {
  mod: isMac ? '⌘' : 'Ctrl',
  shift: 'Shift',
  Delete: 'Del',
  Escape: 'Esc',
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
};

/** "Ctrl K": a key as it is written on buttons. */
export function keyName(keys: string): string {
  return keys
    .split('+')
    .map((part) => names[part] ?? (part.length === 1 ? part.toUpperCase() : part))
    .join(' ');
}
