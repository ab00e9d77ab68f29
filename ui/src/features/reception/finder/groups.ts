import type { SlotView, Sort } from '../../../backend/types';

/** Terms under one heading: a day when the earliest come first, otherwise a facility. */
export interface SlotGroup {
  key: string;
  rows: { slot: SlotView; index: number }[];
}

/** Cuts the ordered results where the heading changes; `index` counts through all of them. */
export function groupSlots(slots: readonly SlotView[], sort: Sort): SlotGroup[] {
  const groups: SlotGroup[] = [];
  slots.forEach((slot, index) => {
    const heading = sort === 'earliest' ? slot.date : String(slot.facilityId);
    const current = groups.at(-1);
    if (current !== undefined && current.key.startsWith(`${heading}#`)) current.rows.push({ slot, index });
    else groups.push({ key: `${heading}#${slot.id}`, rows: [{ slot, index }] });
  });
  return groups;
}
