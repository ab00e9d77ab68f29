import { type Backend, CommandError, commands, toAppError } from './backend';
import type { AppEvent } from './types';

/** The backend over HTTP and server-sent events, for a browser without the desktop shell. */
export function webBackend(fetchFn: typeof fetch = (input, init) => fetch(input, init)): Backend {
  return {
    ...commands(async <T>(command: string, args: Record<string, unknown>): Promise<T> => {
      let status: number;
      let body: unknown;
      try {
        const response = await fetchFn(`/api/${command}`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(args),
        });
        status = response.status;
        body = await response.json();
      } catch {
        throw new CommandError(toAppError(null));
      }
      if (status !== 200) throw new CommandError(toAppError(body));
      return body as T;
    }),
    listen(callback, opened) {
      const source = new EventSource('/api/events');
      source.onmessage = (message: MessageEvent<string>) => callback(JSON.parse(message.data) as AppEvent);
      source.onopen = opened;
      return () => source.close();
    },
  };
}
