export interface Latency {
  action: string;
  ms: number;
}

declare global {
  interface Window {
    __okienkoLatency?: Latency[];
  }
}

const kept = 200;
let lastInput: number | null = null;

/** Remembers when the person last pressed a key or a button. Call once at start. */
export function watchInput(): void {
  for (const kind of ['keydown', 'pointerup'] as const) {
    window.addEventListener(kind, (event) => (lastInput = event.timeStamp), { capture: true, passive: true });
  }
}

/**
 * Measures from the input that caused an action to the paint that shows its effect: call at the start of the action and
 * call the result once the new state is set. Only the first action after an input is measured, so that updates from the
 * registry do not count. WebKitGTK has no Event Timing; by the second animation frame the first one is on screen.
 */
export function sinceInput(action: string): () => void {
  const startedAt = lastInput;
  lastInput = null;
  if (startedAt === null) return () => undefined;
  return () => {
    requestAnimationFrame(() =>
      requestAnimationFrame(() => {
        const buffer = (window.__okienkoLatency ??= []);
        buffer.push({ action, ms: performance.now() - startedAt });
        if (buffer.length > kept) buffer.shift();
      }),
    );
  };
}
