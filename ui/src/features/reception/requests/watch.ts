import type { RequestState, RequestView } from '../../../backend/types';
import { t } from '../../../i18n/index.svelte';
import { sync } from '../../../shared/sync.svelte';
import { toasts } from '../../../shared/toasts.svelte';
import type { Desk } from '../desk.svelte';
import { calls } from './calls';
import { who } from './who';

/** Requests that were waiting and have got their answer now. */
export function settled(before: readonly RequestView[], now: readonly RequestView[]): RequestView[] {
  const waiting: Record<string, RequestState> = {};
  for (const request of before) waiting[request.id] = request.state;
  return now.filter((request) => waiting[request.id] === 'queued' && request.state !== 'queued');
}

/** Keeps the requests fresh and tells about answers that come after the call is over. */
export function watchRequests(desk: Desk): () => void {
  const refresh = async (): Promise<void> => {
    const before = desk.requests.data ?? [];
    await desk.requests.load();
    const now = desk.requests.data ?? [];
    for (const request of settled(before, now)) tell(desk, request);
    const shown = now.find((request) => request.id === desk.outcome?.id);
    if (shown !== undefined) desk.outcome = shown.state === 'refused' ? null : shown;
  };
  // What is asked and answered while someone waits for it never counts as waiting here.
  const look = (): void => {
    if (!calls.running) void refresh();
  };
  look();
  const stops = [sync.on('requests', look), calls.onEnd(look)];
  return () => stops.forEach((stop) => stop());
}

function tell(desk: Desk, request: RequestView): void {
  const person = who(request);
  if (request.state === 'confirmed') {
    toasts.show({ text: t('settled-confirmed', { person }), tone: 'ok' });
    return;
  }
  toasts.show({
    text: t('settled-refused', { person }),
    tone: 'bad',
    seconds: 15,
    action: {
      label: t('notice-action-show'),
      run: () => {
        desk.subject = request.id;
        desk.show('requests');
      },
    },
  });
}
