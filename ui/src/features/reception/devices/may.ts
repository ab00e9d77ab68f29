import type { DeviceView } from '../../../backend/types';

/** A device whose fingerprint somebody has to compare. */
export function mayApprove({ state }: DeviceView): boolean {
  return state === 'pending' || state === 'quarantined';
}

export function mayRevoke({ state }: DeviceView): boolean {
  return state !== 'revoked';
}
