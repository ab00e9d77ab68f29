import type { Backend } from './backend';
import { tauriBackend } from './tauri';
import { webBackend } from './web';

export type { Backend, CancelReason } from './backend';
export { CommandError, toAppError } from './backend';

export const backend: Backend = '__TAURI_INTERNALS__' in window ? tauriBackend() : webBackend();
