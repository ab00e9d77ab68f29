//! A term as the UI shows it.

use crate::App;
use crate::view::SlotView;
use okienko_domain::calendar::clock;
use okienko_domain::directory::Pool;
use okienko_domain::search::SlotIndex;
use okienko_domain::slot::SlotId;

impl App {
    /// The view of a term; `None` when its schedule is not in the local data.
    pub(crate) fn slot_view(&self, slot: SlotId, km: Option<f64>, pending: bool) -> Option<SlotView> {
        slot_view(&self.engine.world().index(), slot, km, pending)
    }
}

/// The view of a term; `None` when its schedule is not in the local data.
pub(crate) fn slot_view(index: &SlotIndex, slot: SlotId, km: Option<f64>, pending: bool) -> Option<SlotView> {
    let info = index.info(slot.schedule)?;
    Some(SlotView {
        id: slot.to_string(),
        service: info.schedule.service.clone(),
        date: slot.day.to_string(),
        time: clock(slot.minute),
        minutes: index.minutes(slot).unwrap_or(info.schedule.minutes),
        practitioner: info.schedule.practitioner.clone(),
        room: info.schedule.room.clone(),
        facility_id: info.facility.id,
        facility: info.facility.name.clone(),
        street: info.location.street.clone(),
        city: format!("{} {}", info.location.postcode, info.location.city),
        phone: info.facility.phone.clone(),
        distance_km: km.map(|km| (km * 10.0).round() / 10.0),
        step_free: info.location.step_free,
        mobile: info.location.mobile,
        languages: info.schedule.languages.clone(),
        no_pesel: info.schedule.pool == Pool::NoPesel,
        pending,
    })
}
