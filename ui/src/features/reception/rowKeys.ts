import type { Hotkey } from '../../shared/hotkeys';

/** What keys do to the row of a list that has the focus, by the id of the row. A button inside of a row keeps its own Enter. */
export function rowHotkeys(
  list: () => HTMLElement | undefined,
  keys: Readonly<Record<string, (id: string) => void>>,
): Hotkey[] {
  const row = (): HTMLElement | null => document.activeElement?.closest<HTMLElement>('[data-row]') ?? null;
  return Object.entries(keys).map(([name, act]) => ({
    keys: name,
    within: () => (name !== 'Enter' || row() === document.activeElement ? list() : null),
    run: () => act(row()?.dataset['row'] ?? ''),
  }));
}
