import type { AppointmentView } from '../../../backend/types';

type May = (visit: AppointmentView, today: string) => boolean;

// What the registry would refuse is not offered. It decides by its own clock.

export const mayCancel: May = (visit) => visit.status === 'booked' && visit.ahead;

export const mayMove: May = mayCancel;

/** Patients come before their time. */
export const mayCome: May = (visit, today) =>
  (visit.status === 'booked' && visit.slot.date <= today) || visit.status === 'noshow';

export const mayMiss: May = (visit) => (visit.status === 'booked' || visit.status === 'arrived') && !visit.ahead;

export const mayRestore: May = (visit) => visit.status === 'noshow';
