import { createContext } from 'svelte';
import type { Key } from './typing';

/** Who gets the keys of a physical keyboard: the pad on screen, while no dialog is open. */
export interface Keys {
  listen(callback: (key: Key) => void): () => void;
}

export const [getKeys, setKeys] = createContext<Keys>();

/** Keys that type nothing here, and Enter or Space on a button, which the browser turns into a click already. */
export function ignoredKey(event: KeyboardEvent): boolean {
  const onButton = event.target instanceof HTMLButtonElement && (event.key === 'Enter' || event.key === ' ');
  // Right Alt types Polish letters; Windows reports it as Ctrl and Alt together.
  const chord = (event.ctrlKey || event.altKey || event.metaKey) && !event.getModifierState('AltGraph');
  return onButton || chord || event.defaultPrevented;
}

/** For a pad: a touched key takes no focus, or Enter of a physical keyboard would type that key once more. */
export function keepFocus(pad: HTMLElement): () => void {
  const prevent = (event: MouseEvent): void => event.preventDefault();
  pad.addEventListener('mousedown', prevent);
  return () => pad.removeEventListener('mousedown', prevent);
}
