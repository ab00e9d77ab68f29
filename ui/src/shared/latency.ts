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

/** Calls back once what is set now is painted: by the first task after the next frame. */
export function afterPaint(callback: () => void): void {
  requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      callback();
    };
    port2.postMessage(null);
  });
}

/**
 * Measures from the input that caused an action to the paint that shows its effect: call at the start of the action and
 * call the result once the new state is set. Only the first action after an input is measured, so that updates from the
 * registry do not count. WebKitGTK has neither Event Timing nor Element Timing.
 */
export function sinceInput(action: string): () => void {
  const startedAt = lastInput;
  lastInput = null;
  if (startedAt === null) return () => undefined;
  return () =>
    afterPaint(() => {
      const buffer = (window.__okienkoLatency ??= []);
      buffer.push({ action, ms: performance.now() - startedAt });
      if (buffer.length > kept) buffer.shift();
    });
}
