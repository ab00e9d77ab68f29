import type { Hotkey } from '../../shared/hotkeys';

/** What Enter and Delete do to the row of a list that has the focus, by the id of the row. */
export interface RowActions {
  enter: (id: string) => void;
  remove: (id: string) => void;
}

/** The keys of a list. A button inside of a row keeps its own Enter. */
export function rowHotkeys(list: () => HTMLElement | undefined, actions: RowActions): Hotkey[] {
  const row = (): HTMLElement | null => document.activeElement?.closest<HTMLElement>('[data-row]') ?? null;
  const act = (action: (id: string) => void) => () => action(row()?.dataset['row'] ?? '');
  return [
    { keys: 'Enter', within: () => (row() === document.activeElement ? list() : null), run: act(actions.enter) },
    { keys: 'Delete', within: list, run: act(actions.remove) },
  ];
}
