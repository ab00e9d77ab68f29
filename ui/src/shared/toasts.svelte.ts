import { announcer } from './announce.svelte';

export interface ToastAction {
  label: string;
  run: () => void;
}

export interface Toast {
  id: number;
  text: string;
  tone: 'ok' | 'warn' | 'bad' | 'info';
  /** When it goes away by itself; `null` stays until closed. */
  until: number | null;
  /** Seconds it stays, for the bar that shows them. */
  seconds: number | null;
  undo?: () => void;
  action?: ToastAction;
  /** Runs when the time is over, not when it was undone or the action was taken. */
  expire?: () => void;
}

type NewToast = Omit<Toast, 'id' | 'until' | 'seconds'> & { seconds?: number | null };

class Toasts {
  list = $state.raw<Toast[]>([]);
  #next = 1;
  #timers = new Map<number, ReturnType<typeof setTimeout>>();

  show({ seconds = 6, ...toast }: NewToast): number {
    const id = this.#next++;
    const until = seconds === null ? null : Date.now() + seconds * 1000;
    this.list = [...this.list, { ...toast, id, until, seconds }];
    announcer.say(toast.text);
    if (seconds !== null)
      this.#timers.set(
        id,
        setTimeout(() => this.#end(id, (old) => old.expire?.()), seconds * 1000),
      );
    return id;
  }

  undo(id: number): void {
    this.#end(id, (toast) => toast.undo?.());
  }

  act(id: number): void {
    this.#end(id, (toast) => toast.action?.run());
  }

  /** Closing means "I have read it": what was to happen after the time happens now. */
  close(id: number): void {
    this.#end(id, (toast) => toast.expire?.());
  }

  /** Undoes the newest toast that can be undone. */
  undoLast(): boolean {
    const toast = this.list.findLast((candidate) => candidate.undo !== undefined);
    if (toast !== undefined) this.undo(toast.id);
    return toast !== undefined;
  }

  /** Lets everything that waits for its time happen now. */
  flush(): void {
    for (const toast of this.list) this.close(toast.id);
  }

  #end(id: number, finish: (toast: Toast) => void): void {
    const toast = this.list.find((candidate) => candidate.id === id);
    if (toast === undefined) return;
    clearTimeout(this.#timers.get(id));
    this.#timers.delete(id);
    this.list = this.list.filter((candidate) => candidate !== toast);
    finish(toast);
  }
}

export const toasts = new Toasts();
